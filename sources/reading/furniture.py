"""Lines of a page that belong to the site and not to the article, one pattern a line."""

import re

# Invitations and notices: furniture also when they are whole sentences.
_NOTICES = (
    r"(?:you are|you're|thank you for|thanks for) (?:listening|watching|reading)\b.*",
    r"follow (?:us|@|me|\w+ on)\b.*",
    r"(?:read|see|watch|listen|learn|find out|show|load|view|click) (?:more|also|next|here|now|all|the full)\b.*",
    r"(?:also|must) (?:read|watch|see)\b.*",
    r"(?:sign|log)[ -]?(?:up|in)\b.*",
    r"subscribe\b.*",
    r"get (?:our|the|your|daily|breaking)\b.*(?:newsletter|inbox|alerts?|app)\b.*",
    r".*\b(?:our|free|daily|weekly) newsletters?\b.*",
    r".*\bin your inbox\b.*",
    r"newsletters?",
    r".*\b(?:we|this (?:web)?site|our partners) uses? cookies\b.*",
    r".*\bcookie (?:policy|settings|preferences)\b.*",
    r"(?:accept|reject|manage) (?:all )?(?:cookies)?",
    r".*\bprivacy (?:policy|notice)\b.*",
    r".*\bterms (?:of (?:use|service)|and conditions)\b.*",
    r".*\ball rights reserved\b.*",
    r".*\bmay not be (?:published|reproduced)\b.*",
    r"advertisement.*",
    r"story continues below.*",
    r"article continues (?:below|after).*",
    r".*\bcan also be (?:accessed|read|reached|found) (?:at|under|via|through)\b.*:?",
    r".*\balternate addresses\b.*",
    r"(?:https?://|www\.)\S+(?:\s+(?:https?://|www\.)\S+)*",
    r"\S+@\S+\.\w+",
    r"\S+\.(?:com|org|net|co\.uk|ir|cn|ru|de|fr)(?:/\S*)?",
    r"(?:#\w+[\s,]*)+",
    r"@\w+",
    r"download (?:the|our) app.*",
    r"support (?:us|our journalism)\b.*",
    r"(?:reporting|editing|writing|additional reporting|compiled) by\b.*",
    r"\(?(?:reporting|editing) by\b.*",
    r"our standards:.*",
    r"[\W_]+",
)
# Labels: furniture unless the line goes on as a sentence of its own ("Copyright law has changed little ...").
_LABELS = (
    r"share(?: (?:this|on|via|the)\b.*)?",
    r"tweet",
    r"pin it",
    r"email(?: this.*)?",
    r"print(?: this.*)?",
    r"facebook",
    r"twitter",
    r"whatsapp",
    r"copy link.*",
    r"like us on\b.*",
    r"join (?:us|our|the conversation)\b.*",
    r"related(?: (?:articles?|stories|news|content|topics|links))?:?.*",
    r"more (?:from|on|stories|news|in)\b.*",
    r"recommended(?: for you)?.*",
    r"most (?:read|popular|viewed)\b.*",
    r"trending.*",
    r"you (?:may|might) (?:also )?(?:like|be interested)\b.*",
    r"don['’]t miss\b.*",
    r"up next\b.*",
    r"what to read next.*",
    r"(?:©|copyright\b|\(c\)).*",
    r"advertising",
    r"sponsored(?: content)?",
    r"(?:skip|jump|back|return) to\b.*",
    r"home",
    r"menu",
    r"search",
    r"comments?(?: \(?\d+\)?)?",
    r"\d+ (?:comments?|shares?|views?|likes?)",
    r"(?:leave|post|add) a comment.*",
    r"tags?:.*",
    r"topics?:.*",
    r"filed under\b.*",
    r"categor(?:y|ies):.*",
    r"posted in\b.*",
    r"contact (?:us|the (?:author|newsroom))\b.*",
    r"e-?mail:.*",
    r"tel(?:ephone)?[.:].*",
    r"phone:.*",
    r"address:.*",
    r"donate\b.*",
    r".*\beditor['’]s? (?:picks?|choice)$",
    r"live updates?",
    r"breaking news",
    r"video",
    r"photos?",
    r"gallery",
    r"audio",
    r"podcast",
    r"play",
    r"pause",
    r"mute",
    r"close",
    r"next",
    r"previous",
    r"loading.*",
    r"\d+ min(?:ute)?s? read",
)
LONGEST_LINE = 600  # characters; what is longer is no line of furniture, and would cost the patterns too much
_SENTENCE = re.compile(r"(?:\S+ ){7,}\S*[.!?][\"”’']?$")
_NOTICE = re.compile("(?i)^(?:" + "|".join(_NOTICES) + ")$")
_LABEL = re.compile("(?i)^(?:" + "|".join(_LABELS) + ")$")
# What an outlet says of its own earlier words. The figure in it is what the outlet no longer says.
_REPORT = (
    r"(?:[\w-]+ )?(?:article|story|report|post|page|piece|item|headline|caption|graphic|photograph|summary|live blog)"
)
_WRONGLY = r"(?:previously|originally|initially|earlier|incorrectly|wrongly|mistakenly|erroneously)"
_EARLIER = r"(?:an? |the )?(?:earlier|previous|prior|original|first|initial) versions?"
_SAID = r"(?:gave|said|stated|misstated|misidentified|put|named|reported|described|suggested|referred)"
_CORRECTIONS = (
    r"(?:correction|clarification|erratum|amendment)s?(?: \([^()]{1,40}\))?\s*[:.–—-]",
    rf"(?:(?:in|due to|because of) an (?:editing )?error,? )?{_EARLIER} of (?:this|the|our) {_REPORT}\b",
    rf"{_EARLIER} (?:had |has )?(?:{_WRONGLY} )?{_SAID}\b",
    rf"(?:this|the|our) {_REPORT} (?:has |had |was )?{_WRONGLY}\b",
    rf"this {_REPORT} (?:has been|was) (?:updated|amended|corrected|changed|revised|edited)\b",
    rf"this {_REPORT} (?:misstated|misidentified|misspelled|misattributed)\b",
    rf"we (?:have )?(?:{_WRONGLY} {_SAID}|(?:corrected|amended) (?:this|the|our) {_REPORT})\b",
)
_CORRECTION = re.compile(
    rf"(?i)^\W{{0,9}}(?:(?:editor|publisher)['’]?s?['’]? note\s*[:.–—-]\s*)?(?:{'|'.join(_CORRECTIONS)})"
)


def is_correction(words: str) -> bool:
    """Whether the words are a correction: "An earlier version of this article said"."""
    return _CORRECTION.match(words) is not None


def is_furniture(line: str) -> bool:
    """Whether a single line is navigation, sharing, a newsletter, an address, a notice or a counter."""
    if len(line) > LONGEST_LINE:
        return False
    if _NOTICE.match(line):
        return True
    return _LABEL.match(line) is not None and not _SENTENCE.match(line)
