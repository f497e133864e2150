// The explorer as a page: its parts are scripts beside it, which works without a server and under a strict policy.
(() => {
  const waiting = new Map();
  window.explorerPart = (name, content) => {
    const letters = atob(content);
    const bytes = new Uint8Array(letters.length);
    for (let n = 0; n < letters.length; n++) bytes[n] = letters.charCodeAt(n);
    waiting.get(name).resolve(bytes);
  };
  const load = (name) => new Promise((resolve, reject) => {
    waiting.set(name, { resolve });
    const script = document.createElement("script");
    script.src = `${window.explorerMeta.folder}/${name}.js`;
    script.onerror = () => reject(new Error(`${script.src} is not there`));
    document.head.append(script);
  });
  const explorer = mountExplorer(document.getElementById("explorer"), window.explorerMeta, {
    load,
    address: location.hash,
    language: new URLSearchParams(location.hash.slice(1)).get("lang"),
    onAddress(address, steps) {
      const wanted = address ? `#${address}` : "";
      if (wanted !== location.hash) history[steps ? "pushState" : "replaceState"](null, "", wanted || location.pathname + location.search);
    },
    onLanguage(language, title) { document.documentElement.lang = language; document.title = title; },
  });
  document.querySelector(".x-home").hidden = self !== top;
  addEventListener("popstate", () => explorer.setAddress(location.hash));
})();
