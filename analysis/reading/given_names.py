"""Given names, in English: which of the commonest are women's and which are men's."""


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WOMEN = _words(
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley"
    " kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia dorothy amy"
    " kathleen angela shirley emma brenda pamela nicole anna samantha katherine christine debra rachel carolyn janet"
    " maria catherine heather diane olivia julie joyce victoria ruth virginia lauren kelly christina joan evelyn judith"
    " andrea hannah megan cheryl jacqueline martha madison teresa gloria sara janice ann kathryn abigail sophia frances"
    " jean alice judy isabella julia grace amber denise danielle marilyn beverly charlotte natalie theresa diana"
    " brittany doris kayla alexis lori marie tiffany helen ellen hillary hilary anne claire susanna susannah annie kate"
    " katie jill lucy kathy kellyanne valerie loretta nikki nicola ivanka melania carly jane eva eve sue suzanne yvonne"
    " monica erica erin molly jenny becky peggy maggie meg josephine caroline eleanor florence sheila tina wendy gina"
    " vanessa veronica wanda yolanda rosa carmen sonia lena rita marianne marian irene edith edna esther vera"
    " audrey kristin kristen kirsten tamara tara stacy stacey robin jamila aisha fatima leila layla nina natasha olga"
    " svetlana ingrid greta astrid heidi claudia silvia sylvia lucia paula carla elena gabriela mariana ana"
)
_MEN = _words(
    "james robert john michael david william richard joseph thomas christopher charles daniel matthew anthony mark"
    " donald steven andrew paul joshua kenneth kevin brian timothy ronald george jason edward jeffrey ryan jacob gary"
    " nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander patrick frank raymond"
    " jack dennis jerry tyler aaron jose adam nathan henry zachary douglas peter kyle noah ethan jeremy walter"
    " christian keith roger terry austin sean gerald carl harold dylan arthur lawrence jesse bryan billy bruce gabriel"
    " joe logan alan juan albert willie elijah wayne randy vincent mason roy ralph bobby russell bradley philip eugene"
    " bernie bernard tom tim jim jeff mike bob bill ben dan ted ed rick rob ron steve dave matt nick greg doug phil"
    " chuck mitch harry hank howard hugh ian ivan glen glenn graham gordon geoff geoffrey garrett fred frederick ernest"
    " earl dwight duncan don derek darren darrell craig corey cory clinton clifford chad cecil calvin brent brad boris"
    " barry barack arnold antonio andre alfred alex al abraham victor warren vladimir wesley stuart stanley simon shawn"
    " seth ross rupert ruben rodney reginald ray rand pedro oscar owen oliver norman neil ned mohammed muhammad mohamed"
    " miguel maurice max marvin martin marco marcus manuel luis luke louis leon leonard leo lance kirk kurt julian"
    " jorge joel jeb jay jared javier hector guy gilbert francis francisco fernando felix eduardo edwin edgar diego"
    " dick carlos ahmed ali omar hassan ibrahim emmanuel jean-claude marc nigel trey reince lindsey hakeem"
)


def find_gender(name: str) -> str | None:
    """Return "f" or "m" for a full name in Latin letters whose first part is a woman's or a man's, else None."""
    words = name.casefold().split()
    if len(words) < 2:
        return None
    return "f" if words[0] in _WOMEN else "m" if words[0] in _MEN else None


def is_given(name: str) -> bool:
    """Return whether a name is one word, with a capital, and one of these."""
    return name[:1].isupper() and name.casefold() in _WOMEN | _MEN
