"""Notices: what sites print around an article, by which its lines are known. Words and patterns only."""

import re

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
DATE = (
    r"(?:(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}"
    rf"|\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d|\b\d{{1,2}}\s{_MONTH},?\s(?:19|20)\d\d)"
)
METADATA = re.compile(
    rf"""^\W*(?:
        (?:文章)?作者 | 发布时间 | 发布地 | 发布日期 | 原文链接 | 封面图链接 | 来源 | 责任编辑 | 责编 | 编辑
      | 编译 | 关键词 | (?:原)?视频来源 | 素材来源 | \S{{0,4}}传送 | 链接 | 地址 | 日期 | 时间 | 时长 | 字号
      | 分享到 | 浏览 | 整理 | 校对 | 摄影
      | 地点 | 访谈地点 | 采访地点 | 采访时间 | 访谈时间 | 图 | 撰文 | 文 | 投稿邮箱 | 標籤 | 标签
      | author | published | date | source | url | link | keywords | tags | copyright | share | filed\sunder | credit
      | photos?(?:\sby)? | image\scredit | updated | posted | category | duration | runtime | hosts? | guests? | contact
      )\s*[:：]
      | ^\W*{DATE} | ^\W*https?:// | ^\W*(?i:published|updated|posted)\b.{{0,12}}{DATE}
      | ^\W*(?:BY|By)\s[A-Z][\w.'-]+(?:\s[A-Z][\w.'-]+){{1,3}}(?:\W|$)(?=.{{0,60}}$)
      | ^.{{0,24}}(?:记者|記者)\s?\S{{2,8}}.{{0,20}}{DATE}
      | ^\S{{0,6}}(?:记者|記者)\S{{2,4}}[／/]\S{{2,6}}(?:报道|報導)""",
    re.VERBOSE | re.IGNORECASE,
)
DATED = re.compile(rf"{DATE}\W{{1,40}}\d{{1,2}}:\d\d|\b\d{{1,9}}\s?min(?:ute)?s?\sread\b", re.IGNORECASE)
APPEAL = re.compile(
    r"关注公众号|点赞|转发支持|扫码|阅读约需|资料图|图源|图片来源|未经授权|登录后|联系负责人|下一篇|客户端|限时|点击(?:了解|阅读|观看|查看|图片)"
    r"|分享到|我要评论|看更多|觀看更多|本文图片|更多精彩|订阅|訂閱|^\W*[【\[]广告|^\W*廣告"
    r"|\bI can summarize articles\b|sign up|subscribe|newsletter|click here|all rights reserved"
    r"|share this|follow us|listen (?:on|to)|download the app"
    r"|^\W*advertisement\b.{0,30}$|story continues below|^\W*(?:sponsored|promoted)\b"
    r"|appears in print|^home\s?[>›»/]|^首页\s?[>›»]|support our|become a member",
    re.IGNORECASE,
)
ADVERTISEMENT = re.compile(
    r"^\W*(?:ADVERTISEMENT|Advertisement|SPONSORED|Sponsored (?:by|content|post))\b|^\W*[【\[](?:广告|廣告)"
)
CAPTION = re.compile(r"^\W*[\[(（]?(?:photo|image|图|圖|▲)[^\n]{0,80}[\])）]?\W*$|^▲", re.IGNORECASE)
END = re.compile(r"^\W*(?:END|FIN|THE END|完|全文完|终|終)\W*$")
TAIL = re.compile(
    r"^\W*(?:往期|相关(?:阅读|推荐|新闻|报道|链接|文章)|相關(?:閱讀|新聞|報導)|推荐阅读|热门推荐|热门文章|延伸阅读|延伸閱讀|关键词|责任编辑|责编|免责声明|版权"
    r"|打印|扫码|本文为(?:节选|转载)|评论|阅读\s*\(|登录后|下一篇|上一篇|下期预告|下期預告|原视频来源|素材来源|分享到|更多精彩|打开客户端|投稿邮箱|看更多"
    r"|点击阅读全文|[(（]?(?:全文)?完[)）]?\W*$"
    r"|related\b|read (?:more|next|also)|recommended|more (?:from|in|on|stories)|most popular|up next"
    r"|next (?:week|month|issue|time|episode)"
    r"|copyright|(?:\d+ )?comments?\b|leave a (?:reply|comment)|more talks|get the .{0,40}inbox"
    r"|\*+ ?end of|share this|about the (?:author|show|host)|podcast notes|show notes|subscribe|follow us|sign up"
    r"|transcribed by\b|.{0,40}\b(?:started|stopped) transcription|this (?:editable )?transcript (?:was"
    r"|is) (?:computer|auto|machine)"
    r"|image credit|photo(?:graph)?s? by|a version of this|five more|you may also|trending|contact us|©|--END)",
    re.IGNORECASE,
)
