"""Kinds of plain text: small documents, one for each way in which transcripts set off who speaks."""

import pytest

from analysis.ground.errors import AnalysisError
from analysis.reading import Reading, read_document


def turns(text: str, **options) -> list[tuple[str | None, str]]:
    """Speaker and words of each turn; spans of one speaker that follow each other are one turn."""
    found: list[tuple[str | None, str]] = []
    for span in read_document(text, name="test", **options).spans:
        words = text[span.start : span.end].strip()
        if span.kind == "speech" and words:
            before = found.pop()[1] + "\n" if found and found[-1][0] == span.speaker else ""
            found.append((span.speaker, before + words))
    return found


def spoken(text: str) -> str:
    return "\n".join(words for _, words in turns(text))


def heard(reading: Reading) -> set[str | None]:
    return {span.speaker for span in reading.spans if span.kind == "speech"}


HEADINGS = (
    "# The Pear Orchard\n\n## Nora\n\nWhen do the pears come off the tree?\n\n## Otis\n\n"
    "End of August, if it stays dry.\n\n"
    "## Nora\n\nAnd if it rains?\n\n## Otis\n\nThen we wait and hope for wind.\n"
)
LISTS = (
    "- Nora: Who left the gate open last night?\n- Otis: I think it was the goat.\n- Nora: The goat has no hands.\n"
    "- Otis: She has a good nose for latches.\n"
)
QUOTES = (
    "> **Nora:** Is the bridge safe to walk on?\n\n> **Otis:** For one person, yes.\n\n> **Nora:** And for two?\n\n"
    "> **Otis:** Ask me after lunch.\n"
)
LINKED = (
    "[Nora Blix](https://example.org/nora): Where did you learn to sharpen a saw?\n\n"
    "[Otis Fenn](https://example.org/otis): My aunt showed me in her shed.\n\n"
    "[Nora Blix](https://example.org/nora): Was she a carpenter?\n\n"
    "[Otis Fenn](https://example.org/otis): She was a dentist, in fact.\n"
)
TIMES = (
    "[00:00:04] Nora: We are on the ferry now.\n\n[00:00:09] Otis: It is louder than I thought.\n\n"
    "[00:00:15] Nora: That is only the engine.\n\n[00:00:21] Otis: And that bell?\n"
)
FULL_WIDTH_TIMES = (
    "（00：03）苏禾：今天我们去看看老茶馆。\n\n（00：11）段川：那里的水是井水。\n\n"
    "（00：19）苏禾：井水泡茶有什么不同？\n\n（00：27）段川：味道更软一点。\n"
)
TIMES_OF_DAY = "09:15 苏禾：船几点开？\n09:16 段川：十点整，不等人。\n09:18 苏禾：那我跑过来。\n09:19 段川：快一点。\n"
ROLES = (
    "Nora Blix (Tidewater Trust): The marsh has lost a third of its reeds.\n\n"
    "Otis Fenn (Harbour Board): We have dredged nothing there in ten years.\n\n"
    "Nora Blix (Tidewater Trust): The boats come closer than they did.\n\n"
    "Otis Fenn (Harbour Board): We can move the buoys further out.\n"
)
ROLES_CHINESE = (
    "苏禾（南岸读书会会长）：大家先说说这本书。\n\n段川（木工）：我看到一半就停下来了。\n\n"
    "苏禾（南岸读书会会长）：为什么停下来？\n\n段川（木工）：因为想去做一张椅子。\n"
)
FULL_STOPS = (
    "Mr. FENN. I yield two minutes to the lady from the coast.\n\nMs. BLIX. I thank my friend for the time.\n\n"
    "Mr. FENN. May I ask about the lighthouse?\n\nMs. BLIX. The lamp was lit again in March.\n"
)
CAPITALS = (
    "CHAIR BLIX. The committee will come to order. We begin with the ferry.\n\n"
    "SENATOR FENN. Thank you. My question is about the winter boat.\n\n"
    "CHAIR BLIX. Please go ahead with it.\n\nSENATOR FENN. Who paid for the new engine?\n"
)
INITIALS_IN_THE_MIDDLE = (
    "Nora J. Blix: The kiln is too hot for this clay.\n\nOtis T. B. Fenn: Then we let it cool for an hour.\n\n"
    "Nora J. Blix: An hour will not be enough.\n\nOtis T. B. Fenn: Two hours then, and a walk.\n"
)
SURNAMES = (
    "Nora Blix: Welcome back to the workshop. Today we mend a clock.\n\n"
    "Otis Fenn: Thanks for having me, I brought two.\n\nBlix: Which one is the older?\n\n"
    "Fenn: The one with the cracked glass.\n\nBlix: Does it still strike?\n\nFenn: Only at noon.\n"
)
NAMED_BY_INITIALS = (
    "Nora Blix: How many hives do you keep these days?\n\nOtis Fenn: Eleven, after a hard winter.\n\n"
    "NB: And how many did you lose?\n\nOF: Four, which is not so bad.\n\nNB: What helped the others?\n\n"
    "OF: Dry straw.\n"
)
COURT = (
    "WILMA TARN,\ncalled as a witness, was sworn and testified:\n\nDIRECT EXAMINATION\n\nBY MR. FENN:\n\n"
    "Q. Where did you stand that evening?\n\nA. Beside the bakery door.\n\nCROSS EXAMINATION\n\nBY MS. BLIX:\n\n"
    "Q. Was the street lamp lit?\n\nA. No, it was broken.\n\nTHE COURT: Call the next witness, please.\n\n"
    "HUGO LARK,\ncalled as a witness, was sworn and testified:\n\nDIRECT EXAMINATION\n\n"
    "BY MR. FENN:\n\nQ. Who mends the lamps?\n\nA. I do, on Fridays.\n\nCROSS EXAMINATION\n\nBY MS. BLIX:\n\n"
    "Q. And on other days?\n\nA. Nobody does.\n\nTHE COURT: Thank you, that is all.\n"
)
NUMBERED = (
    "问题1：你们的面馆开了多久？\n\n回答1：快有二十年了。\n\n问题2：最忙的是哪一天？\n\n回答2：下雪的那一天最忙。\n\n"
    "问题3：还想再开一家吗？\n\n回答3：不想，一家就够了。\n"
)
SHORT_REPLIES = (
    "Nora: So the whole roof came down?\n\nOtis: The whole roof, in one go.\n\nNora: And nobody was in there?\n\n"
    "Right.\n\nNobody at all.\n\nOtis: We were lucky that day.\n\nYeah.\n\nVery lucky.\n\n"
    "Nora: What did you do next?\n"
)
METADATA = (
    "The Button Museum\n\nDate: 3 May 2019\nLocation: Harrow Lane\nDuration: 41 minutes\n\n"
    "Nora: How many buttons are there?\n\nOtis: Nobody has counted them yet.\n\nNora: Would you let me try?\n\n"
    "Otis: Bring a chair and a lamp.\n"
)
FRONT_MATTER = (
    "---\ntitle: On Buttons\ndate: 2019-05-03\nsource: Harrow Lane Archive\n---\n\n"
    "Nora: Who sewed the first one on?\n\nOtis: Some tired shepherd, I suppose.\n\nNora: Why a shepherd?\n\n"
    "Otis: Cold wind and a loose coat.\n"
)
TALK = (
    "---\ntitle: Why Kites Fall\nspeaker: Wilma Tarn\n---\n\n"
    "I want to tell you about my first kite, which never flew.\n\nWe built it from a curtain, my brother and I.\n\n"
    "You can guess what our mother said to us about that.\n\nThank you for listening to my small story.\n"
)
TALK_WITH_QUESTIONS = (
    "---\ntitle: Why Kites Fall\nspeaker: Wilma Tarn\n---\n\n"
    "I want to tell you about my first kite, which never flew.\n\nWe built it from a curtain, my brother and I.\n\n"
    "You can guess what our mother said to us about that.\n\n"
    "Q: Did you ever build another one?\n\nA: I did, and it is still up there.\n\nQ: Up where?\n\n"
    "A: In the neighbour's tree, of course.\n"
)
LEGEND = (
    "记：记者 阮：阮青\n\n记：这口井是什么时候打的？\n\n阮：我祖父年轻的时候打的。\n\n记：现在还用吗？\n\n"
    "阮：夏天用来冰西瓜。\n\n记：水够不够？\n\n阮：从来没有干过。\n"
)
ONCE = (
    "Nora: Is everybody here for the tasting?\n\nOtis: I brought my own spoon.\n\n"
    "Nora: Then we begin with the plum.\n\n"
    "Otis: It is rather sour this year.\n\nHugo Lark: I like it that way.\n\nNora: Hugo likes everything.\n\n"
    "Otis: Give him the green one.\n"
)
OFFICES = (
    "主席（阮青）：现在开会，先谈桥的事。\n\n段委员川：桥面已经裂了两年。\n\n主席（阮青）：请工务处说明。\n\n"
    "段委员川：我也想听一听。\n"
)
VERBS = (
    "苏禾问：这艘船是谁造的？\n\n段川答：是我和两个徒弟造的。\n\n苏禾问：用的是什么木头？\n\n"
    "段川答：杉木，又轻又直。\n\n苏禾追问：下水那天怕不怕？\n\n段川答：怕得睡不着。\n"
)
AFTER_THE_END = (
    "Nora: Last question, what is in the box?\n\nOtis: Only string and a whistle.\n\nNora: May I blow it?\n\n"
    "Otis: Please do, twice.\n\n[End of interview]\n\nThe whistle was later given to the village school.\n"
)
EDITED = (
    "Nora: Which stair creaks the most?\n\nOtis: The seventh, it always has.\n\nNora: Can you mend it?\n\n"
    "Otis: I could, but then the cat comes unheard.\n\nThis interview has been edited for length and clarity.\n"
)
PULLED = (
    "苏禾：你为什么一个人住在岛上？\n\n段川：因为安静，可以听见潮水。\n\n“安静是一种手艺”\n\n"
    "后来我慢慢习惯了这种声音。\n\n"
    "苏禾：有客人来吗？\n\n段川：有，都是迷路的人。\n"
)
SECTIONS = (
    "## The First Winter\n\nNora: How cold did it get in the hut?\n\nOtis: The ink froze in the pen.\n\n"
    "## The Second Winter\n\nNora: And you went back again?\n\nOtis: I had left my hat there.\n"
)
SECTIONS_CHINESE = (
    "苏禾：第一年收成怎么样？\n\n段川：只收了三筐梨。\n\n二、第二年\n\n苏禾：那第二年呢？\n\n"
    "段川：第二年下了冰雹，一筐也没有。\n"
)
MINUTES = (
    "会议纪要\n\n时间：2021年4月2日\n\n地点：河口村礼堂\n\n出席：苏禾、段川\n\n记录：阮青\n\n"
    "苏禾：先说水渠的事情。\n\n段川：水渠要先清淤，再修闸门。\n\n苏禾：人手够不够？\n\n段川：农闲的时候够。\n"
)
WHATSAPP = (
    "03/05/2019, 18:02 - Nora Blix: Are you at the station?\n"
    "03/05/2019, 18:03 - Otis Fenn: Platform two, by the clock.\n"
    "03/05/2019, 18:03 - Nora Blix: I see a clock but no Otis.\n"
    "03/05/2019, 18:05 - Otis Fenn: Look behind the tall man.\n"
)
CHAT_WITH_ADDRESSES = (
    "03/05/2019, 18:02 - Nora Blix: Look here https://example.org/a?b=1:2 and tell me.\n"
    "03/05/2019, 18:03 - Otis Fenn: I cannot open it.\n"
    "03/05/2019, 18:03 - Nora Blix: Write to me: nora@example.org then.\n"
    "03/05/2019, 18:05 - Otis Fenn: The picture is at https://example.org/fenn: a boat.\n"
)
IRC = (
    "[18:02] <norab> is the build green again?\n[18:03] <otis_f> not yet, one test is red.\n"
    "[18:03] <norab> the one about leap years?\n[18:05] <otis_f> that very one.\n"
)
IRC_WITH_TABS = (
    "18:02\tnorab\tis the build green again?\n18:03\totis\tnot yet, one test is red.\n"
    "18:03\tnorab\tthe one about leap years?\n18:05\totis\tthat very one.\n"
)
BARE_TABS = (
    "Nora\tIs the kettle on?\nOtis\tIt has been on for an hour.\nNora\tThen there is no water left.\n"
    "Otis\tThat explains it.\n"
)
BRACKETS = (
    "[Nora] Did you feed the owl?\n\n[Otis] Twice, and it bit me.\n\n[Nora] It does that.\n\n"
    "[Otis] You might have said.\n"
)
CHINESE_BRACKETS = (
    "【苏禾】今天风大吗？\n\n【段川】大，伞都撑不住。\n\n【苏禾】那就改天去。\n\n【段川】好，改到周六。\n"
)
OWN_LINES = (
    "Nora Blix\n\nWhat do you do with the old sails?\n\nOtis Fenn\n\nWe sew bags and sell them in town.\n\n"
    "Nora Blix\n\nDo people buy them?\n\nOtis Fenn\n\nMore than they buy boats.\n"
)
OWN_LINES_WITH_TIMES = (
    "Nora Blix  0:04\nWhat do you do with the old sails?\n\nOtis Fenn  0:09\nWe sew bags and sell them in town.\n\n"
    "Nora Blix  0:15\nDo people buy them?\n\nOtis Fenn  0:20\nMore than they buy boats.\n"
)
NUMBERED_SPEAKERS = (
    "发言人1 00:03\n这里从前有一座桥。\n\n发言人2 00:08\n什么时候拆掉的？\n\n发言人1 00:12\n我上学那年拆掉的。\n\n"
    "发言人2 00:17\n那你怎么过河？\n"
)
BOLD_QUESTIONS = (
    "**Where did the recipe come from?**\n\nFrom my grandmother, who never wrote it down.\n\n"
    "**So how did you learn it?**\n\nI stood on a stool and watched her hands.\n\n"
    "**Did she approve of yours?**\n\nShe said it wanted salt.\n"
)
DASHES = (
    "Nora — Which way is the harbour?\n\nOtis — Down the hill and left.\n\nNora — Is it far for an old dog?\n\n"
    "Otis — Not if you carry her.\n\nNora — She is heavier than she looks.\n\nOtis — They always are.\n"
)
GUEST_OF_QUESTIONS = (
    "嘉宾：段川\n\n问：您什么时候开始养蜂？\n\n答：退休那年的春天。\n\n问：怕被蛰吗？\n\n答：蛰多了就不怕了。\n"
)
TRADITIONAL = "蘇禾：這條船還能修嗎？\n\n阮青：能修，只是木頭要換。\n\n蘇禾：換多少？\n\n阮青：差不多一半。\n"
TALK_CHINESE = (
    "老井与新路\n\n主讲人：段川\n\n各位好，我今天想和大家讲一口井。\n\n我小的时候，天天去井边打水。\n\n"
    "后来我们修了路，井就没有人管了。\n\n谢谢大家听我说这些。\n"
)
PARTIES = (
    "Nora Blix (GRN): The bill names no river.\n\nOtis Fenn (UNI): It names three, on page nine.\n\n"
    "Nora Blix (GRN): Not the one that floods.\n\nOtis Fenn (UNI): That one has no name.\n"
)
ROLES_BEFORE = "主持人苏禾：欢迎来到书店。\n\n嘉宾段川：谢谢邀请。\n\n苏禾：先说封面。\n\n段川：封面是我儿子画的。\n"
ORGANISATIONS = (
    "Nora Blix, Tidewater Trust: The marsh has lost its reeds.\n\n"
    "Otis Fenn, Harbour Board: We have dredged nothing.\n\n"
    "Nora Blix, Tidewater Trust: The boats come closer.\n\nOtis Fenn, Harbour Board: We can move the buoys.\n"
)

KINDS = {
    "questions to the guest who is named above": (
        GUEST_OF_QUESTIONS,
        [("问", "您什么"), ("段川", "退休"), ("问", "怕被"), ("段川", "蛰多")],
    ),
    "traditional characters": (
        TRADITIONAL,
        [("蘇禾", "這條船"), ("阮青", "能修"), ("蘇禾", "換多少"), ("阮青", "差不多")],
    ),
    "a talk in Chinese": (TALK_CHINESE, [("段川", "各位好，我今天")]),
    "parties behind": (
        PARTIES,
        [("Nora Blix", "The bill"), ("Otis Fenn", "It names"), ("Nora Blix", "Not the"), ("Otis Fenn", "That one")],
    ),
    "a role before the name, once": (
        ROLES_BEFORE,
        [("苏禾", "欢迎"), ("段川", "谢谢"), ("苏禾", "先说"), ("段川", "封面是")],
    ),
    "organisations behind a comma": (
        ORGANISATIONS,
        [("Nora Blix", "The marsh"), ("Otis Fenn", "We have"), ("Nora Blix", "The boats"), ("Otis Fenn", "We can")],
    ),
    "labels in headings": (
        HEADINGS,
        [("Nora", "When do"), ("Otis", "End of"), ("Nora", "And if"), ("Otis", "Then we")],
    ),
    "labels in a list": (LISTS, [("Nora", "Who left"), ("Otis", "I think"), ("Nora", "The goat"), ("Otis", "She has")]),
    "labels in block quotes": (
        QUOTES,
        [("Nora", "Is the bridge"), ("Otis", "For one"), ("Nora", "And for"), ("Otis", "Ask me")],
    ),
    "linked labels": (
        LINKED,
        [("Nora Blix", "Where did"), ("Otis Fenn", "My aunt"), ("Nora Blix", "Was she"), ("Otis Fenn", "She was")],
    ),
    "times before": (TIMES, [("Nora", "We are"), ("Otis", "It is"), ("Nora", "That is"), ("Otis", "And that")]),
    "full-width times before": (
        FULL_WIDTH_TIMES,
        [("苏禾", "今天我们"), ("段川", "那里的水"), ("苏禾", "井水泡茶"), ("段川", "味道更软")],
    ),
    "times of day before": (
        TIMES_OF_DAY,
        [("苏禾", "船几点"), ("段川", "十点整"), ("苏禾", "那我跑"), ("段川", "快一点")],
    ),
    "organisations behind": (
        ROLES,
        [("Nora Blix", "The marsh"), ("Otis Fenn", "We have"), ("Nora Blix", "The boats"), ("Otis Fenn", "We can")],
    ),
    "roles behind, Chinese": (
        ROLES_CHINESE,
        [("苏禾", "大家先说"), ("段川", "我看到"), ("苏禾", "为什么"), ("段川", "因为想")],
    ),
    "full stops": (
        FULL_STOPS,
        [("Mr. FENN", "I yield"), ("Ms. BLIX", "I thank"), ("Mr. FENN", "May I"), ("Ms. BLIX", "The lamp")],
    ),
    "capitals and full stops": (
        CAPITALS,
        [
            ("CHAIR BLIX", "The committee"),
            ("SENATOR FENN", "Thank you. My"),
            ("CHAIR BLIX", "Please go"),
            ("SENATOR FENN", "Who paid"),
        ],
    ),
    "initials in the middle": (
        INITIALS_IN_THE_MIDDLE,
        [
            ("Nora J. Blix", "The kiln"),
            ("Otis T. B. Fenn", "Then we"),
            ("Nora J. Blix", "An hour"),
            ("Otis T. B. Fenn", "Two hours"),
        ],
    ),
    "full name once, then the surname": (
        SURNAMES,
        [
            ("Nora Blix", "Welcome"),
            ("Otis Fenn", "Thanks"),
            ("Nora Blix", "Which"),
            ("Otis Fenn", "The one"),
            ("Nora Blix", "Does"),
            ("Otis Fenn", "Only"),
        ],
    ),
    "full name once, then initials": (
        NAMED_BY_INITIALS,
        [
            ("Nora Blix", "How many"),
            ("Otis Fenn", "Eleven"),
            ("Nora Blix", "And how"),
            ("Otis Fenn", "Four"),
            ("Nora Blix", "What helped"),
            ("Otis Fenn", "Dry"),
        ],
    ),
    "examiners and witnesses in court": (
        COURT,
        [
            ("MR. FENN", "Where did"),
            ("Wilma Tarn", "Beside"),
            ("MS. BLIX", "Was the"),
            ("Wilma Tarn", "No, it"),
            ("THE COURT", "Call the"),
            ("MR. FENN", "Who mends"),
            ("Hugo Lark", "I do"),
            ("MS. BLIX", "And on"),
            ("Hugo Lark", "Nobody does"),
            ("THE COURT", "Thank you"),
        ],
    ),
    "numbered questions": (
        NUMBERED,
        [
            ("问", "你们的"),
            ("答", "快有"),
            ("问", "最忙"),
            ("答", "下雪"),
            ("问", "还想"),
            ("答", "不想"),
        ],
    ),
    "short replies are no names": (
        SHORT_REPLIES,
        [
            ("Nora", "So the"),
            ("Otis", "The whole"),
            ("Nora", "And nobody was in there?\n\nRight.\n\nNobody at all."),
            ("Otis", "We were lucky that day.\n\nYeah.\n\nVery lucky."),
            ("Nora", "What did"),
        ],
    ),
    "fields above are no speakers": (
        METADATA,
        [("Nora", "How many"), ("Otis", "Nobody has"), ("Nora", "Would you"), ("Otis", "Bring a")],
    ),
    "front matter is no speaker": (
        FRONT_MATTER,
        [("Nora", "Who sewed"), ("Otis", "Some tired"), ("Nora", "Why a"), ("Otis", "Cold wind")],
    ),
    "front matter names who gives a talk": (TALK, [("Wilma Tarn", "I want to tell")]),
    "a talk with questions": (
        TALK_WITH_QUESTIONS,
        [
            ("Wilma Tarn", "I want to tell"),
            ("Q", "Did you ever"),
            ("Wilma Tarn", "I did, and"),
            ("Q", "Up where"),
            ("Wilma Tarn", "In the neighbour"),
        ],
    ),
    "a legend of short forms": (
        LEGEND,
        [
            ("记者", "这口井"),
            ("阮青", "我祖父"),
            ("记者", "现在还"),
            ("阮青", "夏天"),
            ("记者", "水够"),
            ("阮青", "从来"),
        ],
    ),
    "somebody speaks once": (
        ONCE,
        [
            ("Nora", "Is everybody"),
            ("Otis", "I brought"),
            ("Nora", "Then we"),
            ("Otis", "It is"),
            ("Hugo Lark", "I like"),
            ("Nora", "Hugo likes"),
            ("Otis", "Give him"),
        ],
    ),
    "the person in brackets behind an office": (
        OFFICES,
        [("阮青", "现在开会"), ("段委员川", "桥面"), ("阮青", "请工务处"), ("段委员川", "我也")],
    ),
    "a verb in the label": (
        VERBS,
        [
            ("苏禾", "这艘船"),
            ("段川", "是我和"),
            ("苏禾", "用的是"),
            ("段川", "杉木"),
            ("苏禾", "下水"),
            ("段川", "怕得"),
        ],
    ),
    "narration behind the end": (
        AFTER_THE_END,
        [("Nora", "Last question"), ("Otis", "Only string"), ("Nora", "May I"), ("Otis", "Please do")],
    ),
    "a note on the editing": (
        EDITED,
        [("Nora", "Which stair"), ("Otis", "The seventh"), ("Nora", "Can you"), ("Otis", "I could")],
    ),
    "a pull quote within a turn": (
        PULLED,
        [("苏禾", "你为什么"), ("段川", "因为安静，可以听见潮水。\n后来我"), ("苏禾", "有客人"), ("段川", "有，都是")],
    ),
    "headings of sections": (
        SECTIONS,
        [("Nora", "How cold"), ("Otis", "The ink"), ("Nora", "And you"), ("Otis", "I had")],
    ),
    "headings of sections, Chinese": (
        SECTIONS_CHINESE,
        [("苏禾", "第一年"), ("段川", "只收了"), ("苏禾", "那第二年"), ("段川", "第二年下")],
    ),
    "form fields of minutes": (
        MINUTES,
        [("苏禾", "先说水渠"), ("段川", "水渠要"), ("苏禾", "人手"), ("段川", "农闲")],
    ),
    "WhatsApp": (
        WHATSAPP,
        [("Nora Blix", "Are you"), ("Otis Fenn", "Platform"), ("Nora Blix", "I see"), ("Otis Fenn", "Look behind")],
    ),
    "addresses in a chat": (
        CHAT_WITH_ADDRESSES,
        [
            ("Nora Blix", "Look here https://example.org/a?b=1:2 and"),
            ("Otis Fenn", "I cannot"),
            ("Nora Blix", "Write to me: nora@example.org"),
            ("Otis Fenn", "The picture is at https://example.org/fenn: a boat."),
        ],
    ),
    "IRC with nicks in angle brackets": (
        IRC,
        [("norab", "is the build"), ("otis_f", "not yet"), ("norab", "the one"), ("otis_f", "that very")],
    ),
    "IRC with tabs": (
        IRC_WITH_TABS,
        [("norab", "is the build"), ("otis", "not yet"), ("norab", "the one"), ("otis", "that very")],
    ),
    "names before a tab": (
        BARE_TABS,
        [("Nora", "Is the kettle"), ("Otis", "It has been"), ("Nora", "Then there"), ("Otis", "That explains")],
    ),
    "names in square brackets": (
        BRACKETS,
        [("Nora", "Did you"), ("Otis", "Twice"), ("Nora", "It does"), ("Otis", "You might")],
    ),
    "names in Chinese brackets": (
        CHINESE_BRACKETS,
        [("苏禾", "今天风"), ("段川", "大，伞"), ("苏禾", "那就"), ("段川", "好，改")],
    ),
    "names on lines of their own": (
        OWN_LINES,
        [("Nora Blix", "What do"), ("Otis Fenn", "We sew"), ("Nora Blix", "Do people"), ("Otis Fenn", "More than")],
    ),
    "names and times on lines of their own": (
        OWN_LINES_WITH_TIMES,
        [("Nora Blix", "What do"), ("Otis Fenn", "We sew"), ("Nora Blix", "Do people"), ("Otis Fenn", "More than")],
    ),
    "numbered speakers, Chinese": (
        NUMBERED_SPEAKERS,
        [("发言人1", "这里从前"), ("发言人2", "什么时候"), ("发言人1", "我上学"), ("发言人2", "那你怎么")],
    ),
    "questions in bold": (
        BOLD_QUESTIONS,
        [
            ("interviewer", "**Where did"),
            ("interviewee", "From my"),
            ("interviewer", "**So how"),
            ("interviewee", "I stood"),
            ("interviewer", "**Did she"),
            ("interviewee", "She said"),
        ],
    ),
    "names before a dash": (
        DASHES,
        [
            ("Nora", "Which way"),
            ("Otis", "Down the"),
            ("Nora", "Is it"),
            ("Otis", "Not if"),
            ("Nora", "She is"),
            ("Otis", "They always"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "wanted"), KINDS.values(), ids=KINDS.keys())
def test_who_says_what_in_each_kind(text, wanted):
    found = turns(text)
    beginnings = [(speaker, words[: len(begin)]) for (speaker, words), (_, begin) in zip(found, wanted, strict=False)]
    assert beginnings == wanted
    assert len(found) == len(wanted)


@pytest.mark.parametrize("text", [text for text, _ in KINDS.values()], ids=KINDS.keys())
def test_each_kind_is_partitioned(text):
    assert "".join(text[span.start : span.end] for span in read_document(text, name="test").spans) == text


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        (AFTER_THE_END, ["End of interview", "later given"]),
        (EDITED, ["edited for length"]),
        (PULLED, ["手艺"]),
        (SECTIONS, ["First Winter", "Second Winter", "#"]),
        (SECTIONS_CHINESE, ["二、"]),
        (MINUTES, ["会议纪要", "礼堂", "阮青", "出席"]),
        (METADATA, ["Museum", "Harrow", "41"]),
        (FRONT_MATTER, ["title", "Archive", "---"]),
        (TALK, ["Kites", "Tarn"]),
        (COURT, ["TARN", "EXAMINATION", "BY M"]),
        (LEGEND, ["记：", "阮："]),
        (WHATSAPP, ["2019", "18:0", " - "]),
        (IRC, ["[18", "<"]),
        (LINKED, ["example.org"]),
        (ROLES, ["Tidewater", "Harbour Board"]),
        (NUMBERED_SPEAKERS, ["00:", "发言人"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "in",
)
def test_what_stands_around_the_talk_is_not_said(text, silent):
    words = spoken(text)
    assert [piece for piece in silent if piece in words] == []


def test_a_repeat_does_not_swallow_the_next_label():
    long = "".join(f"The {n} lantern on the pier is painted {colour}, and it hums. " for n, colour in enumerate(
        ["red", "blue", "ochre", "white", "green", "black", "pink", "grey", "brown", "teal", "gold", "plum"]
    ))  # fmt: skip
    text = (
        f"Nora: {long}\n\nOtis: And who paints them?\n\nNora: {long}\n\nOtis: You said that before.\n\n"
        "Nora: So I did, forgive me.\n\nOtis: No harm done.\n"
    )
    spans = read_document(text, name="test").spans
    assert any(span.kind == "repeat" for span in spans)
    assert turns(text)[-3:] == [
        ("Otis", "And who paints them?\nYou said that before."),
        ("Nora", "So I did, forgive me."),
        ("Otis", "No harm done."),
    ]


def test_a_form_that_repeats_is_refused():
    chapter = (
        "核心观点：{0}让人更有耐心，也让日子慢下来。\n\n典型例子：{0}的老人从不着急。\n\n"
        "延伸思考：{0}以后，我们还需要钟表吗？\n\n"
    )
    text = "".join(chapter.format(word) for word in ("种树", "钓鱼", "织布", "酿酒"))
    with pytest.raises(AnalysisError, match="nobody speaks"):
        read_document(text, name="notes.txt")


NAMELESS = (
    "We moved the piano down the stairs on a wet Tuesday.\n\nIt took five people and a door off its hinges.\n\n"
    "Nothing broke except a pot of basil on the sill.\n"
)


def test_talk_without_names_is_refused_in_words_that_tell_what_to_do():
    with pytest.raises(AnalysisError, match=r"piano\.txt: nobody speaks in it.*--layout monologue"):
        read_document(NAMELESS, name="piano.txt")


def test_talk_without_names_is_read_as_one_speaker_where_that_is_asked_for():
    ((speaker, words),) = turns(NAMELESS, layout="monologue")
    assert speaker == "Speaker"
    assert "".join(words.split()) == "".join(NAMELESS.split())


def test_one_speaker_alone_is_doubted():
    text = (
        "Wilma Tarn: I begin with the oldest of the nets.\n\nWilma Tarn: It was knotted by hand.\n\n"
        "Wilma Tarn: The next one came from a factory.\n\nWilma Tarn: Nobody liked it much.\n"
    )
    reading = read_document(text, name="test")
    assert heard(reading) == {"Wilma Tarn"}
    assert reading.is_doubted
    assert "one speaker only" in reading.reasons
    assert "--speaker" in reading.tell_doubt()


def test_names_that_nothing_speaks_for_are_told():
    text = (
        "Pond - It was dry by June, and the ducks had gone.\n\nBarn - The roof fell in, and so the owls left too.\n\n"
        "Pond - The wheel beside it has not turned for years.\n\nBarn - There is hay in it again.\n"
    )
    reading = read_document(text, name="test")
    assert reading.is_doubted
    (reason,) = (reason for reason in reading.reasons if "few signs that these are people" in reason)
    assert "`Pond`" in reason
    assert "`Barn`" in reason


def test_sides_that_only_seem_to_speak_are_refused_or_doubted():
    text = "".join(
        f"left: The {word} was moved twice before anybody asked.\n\nright side: It was the {word} again, as always.\n\n"
        for word in ("ladder", "barrel", "mirror", "basket")
    )
    try:
        assert read_document(text, name="test").is_doubted
    except AnalysisError as error:
        assert "nobody speaks" in str(error)


@pytest.mark.parametrize("kind", ["labels in a list", "full stops", "roles behind, Chinese", "WhatsApp"])
def test_a_plain_conversation_is_not_doubted(kind):
    reading = read_document(KINDS[kind][0], name="test")
    assert not reading.is_doubted
    assert reading.layout == "labels"
