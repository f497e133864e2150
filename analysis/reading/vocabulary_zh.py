"""Vocabulary of saying, in Chinese of either script: verbs of saying, and the words around their subjects."""

import re

from analysis.reading.speakers import SURNAMES as COMMON_SURNAMES


def _any(words: str) -> str:
    """A pattern of any of some words, the longest first."""
    return "|".join(sorted(set(words.split()), key=lambda word: (-len(word), word)))


SURNAMES = (
    COMMON_SURNAMES
    + "窦竇倪瞿滕殷岑闵閔覃佟宫宮商祝屈项項祖巩鞏褚卫衛辛管祁喻裘娄婁柴桑寿壽边邊强盛颜顏麥樊霍虞支咎卞乔喬齐齊"
)
# Verbs that say only beside a quotation: their subject often feels or does something instead.
_LOOSE = "相信 希望 期待 感谢 感謝 描述 评论 評論 介绍 介紹 言论 言論 反映 建议 建議 提出 总结 總結"
_SAYS = (
    "表示 说道 说到 问道 笑道 喊道 叫道 写道 答道 指出 强调 认为 提到 反问 追问 回答 回应 补充 解释 透露 坦言"
    " 直言 谈到 谈及 调侃 感叹 感慨 炮轰 承认 坦承 宣布 告诉 抱怨 回忆 呼吁 批评 质疑 警告 提醒 重申 声称 宣称"
    " 笑言 戏言 断言 预测 主张 反驳 否认 澄清 控诉 评价 形容 嘱咐 叮嘱 吐槽 留言 发文 撰文 发帖 忆述 直指 直斥"
    " 明言 续称 续指 坦白 慨叹 讲述 写下 直呼 表态 推测 猜测 附和 安慰 劝说 质问 询问 自嘲 打趣 坚称 辩称 自称"
    " 声明 申明 倾诉 诉说 交代 觉得 记得 指责 劝告 安抚 喊话 发声 表明 呼喊 惊呼 叹道 骂道 续说 点评 提问 发问"
    " 答复 說道 說到 問道 寫道 強調 認為 反問 追問 回應 補充 解釋 談到 談及 調侃 感嘆 承認 告訴 回憶 呼籲 批評"
    " 質疑 聲稱 宣稱 戲言 斷言 預測 主張 反駁 否認 控訴 評價 囑咐 叮囑 發文 撰文 憶述 續稱 續指 慨嘆 講述 寫下"
    " 表態 推測 猜測 附和 勸說 質問 詢問 堅稱 辯稱 自稱 聲明 覺得 記得 指責 勸告 安撫 喊話 發聲 嘆道 罵道 續說"
    " 點評 提問 發問 答覆 宣佈 插话 插嘴 插話 接话 接話 搭话 搭話 搭腔 答话 答話 发话 發話 念叨 嘀咕"
)
# Verbs of one character, where they are no part of a longer word.
_SAYS_SHORTLY = (
    r"(?<![小学据听来胡传學據聽來傳话話])[说說](?![法服客辞辭教谎謊书書])"
    r"|(?<![名职简俗号被堪统据对職簡號統據對])[称稱](?![为作之号呼赞职職為號讚赞得])"
    r"|(?<![访顾疑学慰訪顧學])[问問](?![题世卷责答題責])"
    r"|(?<![手戒(（])指(?![数标导挥定望控责纹數標導揮責紋甲])"
    r"|(?<![演听聽])[讲講](?![座台述话解究师師話])"
    r"|喊(?![叫声聲])|(?<![回解应對对])答(?![案应應题題])|(?<![知渠通街频頻报報难難味公轨軌一])道(?=[：:，,“「\"])|[劝勸骂罵叹嘆](?=(?:[我他她你][们們]?)?[：:])"
)
LOOSE = frozenset(_LOOSE.split())
VERB = re.compile(f"(?:(?:{_any(_SAYS + ' ' + _LOOSE)})(?!内容|內容|全文)道?|{_SAYS_SHORTLY})")
# Behind these stands who is spoken to.
ADDRESSES = re.compile(
    r"(?<=.)(?:面?[对對](?!方|手)[着著]?|向|跟|(?<![参參])[与與]|和|同(?![志学學事伴乡鄉行窗胞桌伙僚])|[给給]|告[诉訴]|接受|答|回[复覆])"
)
# A piece of a sentence that begins so is not its subject.
STARTS_OBLIQUE = re.compile(
    r"(?:[对對](?!方|手)|[当當](?![局事地])|同(?![样樣志学學事伴乡鄉行窗胞桌伙僚])|"
    + _any(
        "相比 比起 相较 相較 作为 作為 向 跟 与 與 给 給 在 据 據 随着 隨著 关于 關於 谈到 談到 谈及 談及"
        " 从 從 由于 由於 为了 為了 被 把 至于 至於 除了 针对 針對 按照 根据 根據 说到 說到"
    )
    + ")"
)
# What stands between a subject and its verb.
ADVERBS = re.compile(
    r"(?:"
    + _any(
        "又 也 还 還 则 則 都 再 就 便 续 續 并 並 却 卻 曾经 曾經 曾 仍然 仍 亦 只 直 更 才 最后 最後 后来 後來"
        " 随后 隨後 接着 接著 继续 繼續 笑着 笑著 笑了笑 笑 哭着 哭著 同时 同時 当时 當時 当日 當日 进一步 進一步"
        " 再次 多次 一再 反复 公开 公開 明确 明確 也是 均 一直 经常 經常 常常 常 总 總 立刻 立即 马上 馬上 随即"
        " 隨即 不禁 忍不住 坦率 首先 此前 之前 事后 事後 近日 今天 昨天 日前 透过 透過 通过 連忙 连忙 主动 主動"
        " 特别 特別 如此 这样 這樣 可以 会 會 要 是 所 对此 對此 一句 只是 轻声 輕聲 大声 大聲 小声 小聲 直接"
    )
    + r"|[^，,。的]{2}地)++$"
)
# What stands before a subject.
LEADS = re.compile(
    r"(?:"
    + _any(
        "但是 但 而且 而 不过 不過 然而 同时 同時 随后 隨後 对此 對此 当时 當時 之后 之後 此外 另外 后来 後來"
        " 于是 於是 接着 接著 最后 最後 其中 因此 所以 如今 今天 昨天 近日 日前 昨日 今日 不久 其实 其實 原来 原來"
        " 甚至 可是 只有 连 連 就连 就連 例如 比如 有一次 有次 有时 有時 这时 這時 此时 此時 首先 其次 再者 至于"
        " 另一边 一旁的 一旁 记得 記得 听完 聽完 不料 谁知 并 並 又 也 还 還 正如 就像 如 让 讓 像 被"
    )
    + r"|有(?=[^的，,]{1,6}[友士民者員员客主])"
    + r")++"
)
# What is no speech behind these is what something is called.
CALLED = re.compile(
    r"(?:[(（](?:指|即|下[称稱]|[简簡][称稱]|又[称稱])?|所[谓謂]|叫做?|[称稱][为為作]|名[为為]|俗[称稱]|[号號][称稱])\s*$"
    r"|(?:内容|內容|全文|原文|[标標][题題]|口[号號]|[标標][语語])(?:[为為是]|如下)?\s*[：:]?\s*$"
)
# In these clauses behind a quotation somebody thinks it.
THINKS = re.compile(r"[^，,。]{0,8}?(?:[心暗][里裡中]?)?(?:想[着著道]?|琢磨)[，,。.]?\s*$")
# Nouns for a time.
TIMES = re.compile(r"(?:[时時][候间間刻]|期[间間]|年代|日子)$")
# Where or when somebody says something: 在…中, 在…后.
PLACE = re.compile(r"(?<![现正实存現實])在(?:[^的]*+$|[^，,]*+(?<=[中时時后後前里裡上下间間天日年月会會])$)")
# In whose view something is: 在…看来, 按…的话说.
VIEW = re.compile(
    r"(?:在|按照|按|依|用)(?P<who>[^，,。的]{1,20}?)"
    r"(?:看[来來]|眼中|眼[里裡]|的(?:话|話|说法|說法|理解|看法|观点|觀點|描述|印象|记忆|記憶))"
)
KIN = (
    "(?:"
    + _any(
        "母亲 母親 父亲 父親 妈妈 媽媽 爸爸 爸 妈 媽 妻子 太太 丈夫 先生 儿子 兒子 女儿 女兒 奶奶 爷爷 爺爺 哥哥"
        " 弟弟 姐姐 妹妹 叔叔 家人 家属 家屬 律师 律師 同事 同学 同學 朋友 邻居 鄰居 秘书 秘書 助理 经纪人 經紀人"
        " 徒弟 老师 老師 学生 學生 团队 團隊 发言人 發言人 们 們"
    )
    + ")"
)
# Titles and forms of address that stand behind a name, and how long a name is without them.
TITLE_TAIL = re.compile(r"(?:先生|女士|小姐|教授|博士|老师|老師|师傅|師傅|阿姨|大爷|大妈|奶奶|爷爷|总|總|姐|哥|叔|伯)$")
LONGEST_NAME = 4
# With these characters foreign names are written.
FOREIGN_CHARACTERS = frozenset(
    "朗历歷珊娅朵芙蒙顿登韦邓芭珀琪冈坎姬勃祖敦勋堡"
    "阿埃艾安昂奥巴贝本比彼伯布查茨达戴德迪蒂丁杜多厄恩尔菲费弗夫福盖格哈海赫霍基加杰金卡凯考科克肯库拉莱兰劳"
    "雷里利丽林卢鲁路罗洛马麦曼梅门米莫姆穆纳奈内尼诺帕佩皮普奇乔切琼萨塞桑森沙舍史斯苏索塔泰特图托瓦万维温沃"
    "乌西希夏谢休雅亚扬耶伊因扎詹兹佐可妮娜莉丝珍莎琳蕾妲娅黛薇"
)
# How words end for somebody of a trade or in an office, who may be told by what they do: 值班 + 人员.
PERSON = re.compile(
    r"(?:人|士|人[员員]|[员員]|者|同志|[干幹]部|代表|群[众眾]|老板|老闆|主任|[书書][记記]|[长長]|[师師]|[师師]傅|匠|手|[户戶])$"
)
# How the names of offices end, to which somebody in them belongs: 宣传办的负责同志.
OFFICE = re.compile(
    r"(?:[办辦]|[报報]|办公室|辦公室|局|[厅廳]|[处處]|科|部|委|[会會]|府|院|所|站|[队隊]|社|校|[厂廠]|公司|中心|集[团團])$"
)
# Words for an office that stand before the name of who is in it: 副总监, CEO, 研究员.
IN_OFFICE = re.compile(
    r"(?:[经經]理|[总總][监監]|[总總]裁|[总總]经理|主任|[书書][记記]|教授|博士|主席|董事|[秘祕][书書]|[编編][辑輯]|分析[师師]|[研]究[员員]"
    r"|[创創]始人|合伙人|[负負][责責]人|老板|老闆|[顾顧][问問]|律[师師]|[医醫]生|[记記]者|校[长長]|院[长長]|局[长長]|部[长長]|[队隊][长長]"
    r"|[A-Z]{2,4}|[发發]言人|[员員]|家|官|主管|[师師])"
)
# What is written speaks, too: 报道指出.
DOCUMENT = re.compile(
    r"(?:[报報][导導道]|[报報]告|文[件章]|[声聲]明|公告|公[报報]|通[报報知]|社[论論]|[调調][查研]|材料|海[报報]|[传傳][单單])$"
)
# Who lives or works somewhere, behind the name of the place: 左岭居民.
RESIDENTS = re.compile(r"(?:[居村市农農牧渔漁]民|民[众眾]|[网網]友|[业業]主|住[户戶]|[员員職职]工|商[户戶家])")
# What ends before a foreign name: 首席执行官 before 约翰·史密斯.
OFFICE_END = re.compile(
    r".*(?:[官家授席长長人者师師员員手的、]|主管|[经經总總助]理|[总總][统統]|[监監]|[博女人]士|[记記]者|[医醫]生)(?=[^·]{1,5}$)"
)
# Who is always somebody's or some office's: 宣传办的负责同志.
IN_CHARGE = re.compile(r"(?:[负負][责責](?:人|同志)|代表|[发發]言人|[领領][导導])$")
