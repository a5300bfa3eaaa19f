"""The table of cue words by sense: what somebody does by saying it."""

from enum import StrEnum


class Sense(StrEnum):
    """What the claimant does with the content."""

    SAY = "say"
    DENY = "deny"
    ACCUSE = "accuse"  # a charge against the object: "accused X of Y"
    ASK = "ask"  # wants somebody to do something: "urged X to Y"
    DESCRIBE = "describe"  # "describes X as Y"
    BELIEVE = "believe"


def _lemmas(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SENSES: dict[Sense, frozenset[str]] = {
    Sense.DENY: _lemmas(
        "deny reject dismiss refute rebut rebuff repudiate disavow dispute contradict disprove debunk denial rejection"
    ),
    Sense.ACCUSE: _lemmas("accuse blame fault implicate accusation"),
    Sense.ASK: _lemmas(
        "urge ask request call demand order beg implore appeal encourage instruct invite press exhort plead petition"
    ),
    Sense.DESCRIBE: _lemmas(
        """describe label brand dub characterize characterise slam condemn denounce censure criticize criticise decry
        blast deride lambaste portray depict view regard hail praise term liken compare cast deplore decry mock"""
    ),
    Sense.BELIEVE: _lemmas("believe think feel expect doubt fear worry suspect assume consider speculate belief"),
    Sense.SAY: _lemmas(
        """say tell add claim state announce note report write reiterate emphasize emphasise stress warn explain insist
        assert argue maintain allege acknowledge admit concede confirm declare disclose reveal reply respond remark
        repeat observe tweet post suggest testify contend conclude continue comment point predict estimate find show
        indicate recall quip joke promise pledge vow swear mention caution hint imply propose recount relate sum charge
        underline underscore assure inform notify advise complain lament boast brag agree counter retort blog specify
        clarify elaborate interject affirm reaffirm attest certify profess proclaim pronounce project forecast
        calculate determine publish quote cite learn exclaim shout yell whisper mutter answer apologize apologise
        threaten signal accord put rule allow hold deem offer describe-as voice express reveal read go issue release
        statement allegation assertion complaint warning announcement suggestion rumour rumor insistence testimony
        argument contention speculation word news promise"""
    ),
}
_OF_LEMMA = {lemma: sense for sense, lemmas in reversed(_SENSES.items()) for lemma in lemmas}


def sense_of_lemma(lemma: str) -> Sense | None:
    """The sense of a lower-case lemma; None when the table does not hold it."""
    return _OF_LEMMA.get(lemma)
