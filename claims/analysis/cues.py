"""The cues: words with which English news text gives somebody's words, and what each says of the speaker's stance."""

from enum import StrEnum


class Sense(StrEnum):
    """What the claimant does with the content."""

    SAY = "say"
    DENY = "deny"
    ACCUSE = "accuse"  # a charge against the object: "accused X of Y"
    DIRECT = "direct"  # wants somebody to do something: "urged X to Y"
    DESCRIBE = "describe"  # "describes X as Y"
    ATTITUDE = "attitude"  # thinks, wants, supports: reported, but no statement


def _lemmas(words: str) -> frozenset[str]:
    return frozenset(words.split())


SAY = _lemmas(
    """say tell add claim state announce note report write reiterate emphasize emphasise stress warn explain insist
    assert argue maintain allege acknowledge admit concede confirm declare disclose reveal reply respond remark repeat
    observe tweet post suggest testify contend conclude continue comment point predict estimate find show indicate
    recall quip joke promise pledge vow swear mention caution hint imply propose recount relate speculate sum
    underline underscore understand assure inform notify advise complain lament boast brag agree charge counter retort
    blog specify clarify elaborate interject affirm reaffirm attest certify profess proclaim pronounce preach project
    forecast calculate determine publish broadcast quote cite learn hear exclaim shout yell whisper mutter answer
    release apologize apologise threaten signal telegraph"""
)
DENY = _lemmas("deny reject dismiss refute rebut rebuff repudiate disavow dispute contradict disprove debunk decry_no")
ACCUSE = _lemmas("accuse blame charge fault suspect implicate")
DIRECT = _lemmas("urge ask request call demand order beg implore appeal encourage advise instruct invite press exhort")
DESCRIBE = _lemmas(
    """describe call label brand dub characterize characterise slam condemn denounce censure criticize criticise decry
    blast deride lambaste portray depict view regard hail praise term"""
)
ATTITUDE = _lemmas(
    """believe think feel hope fear want expect doubt worry wish consider know intend plan suppose assume"""
)
NOMINAL = _lemmas(
    """claim allegation accusation statement assertion report charge complaint warning denial announcement suggestion
    rumour rumor insistence testimony argument contention promise pledge speculation"""
)
VAGUE = _lemmas("reportedly allegedly supposedly purportedly ostensibly apparently")
VAGUE_PARTICIPLES = _lemmas(
    "believe suspect think say report rumour rumor know regard see consider allege accuse claim"
)
BODY_NOUNS = _lemmas(
    """note memo letter statement message report document invitation tweet post email briefing speech interview survey
    study poll filing lawsuit complaint indictment affidavit press communique dispatch article paper book release"""
)


def sense(lemma: str) -> Sense | None:
    """The sense of a verb's lemma; None when it is no cue."""
    for words, found in (
        (DENY, Sense.DENY),
        (ACCUSE - {"charge"}, Sense.ACCUSE),
        (DIRECT - {"advise"}, Sense.DIRECT),
        (SAY, Sense.SAY),
        (DESCRIBE, Sense.DESCRIBE),
        (ATTITUDE, Sense.ATTITUDE),
    ):
        if lemma in words:
            return found
    return None
