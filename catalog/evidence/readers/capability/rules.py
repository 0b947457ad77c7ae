"""What a CapabilityStatement shows about requirements. It is a product's own word: declared, never more."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from catalog.evidence.reader import Given, Rule
from catalog.evidence.readers.capability.model import Capability, Resource
from catalog.evidence.readers.fhir_shape import Place, each
from catalog.evidence.readers.pick import dict_of, excerpt, text_of, texts_of
from catalog.evidence.reading import Document, Shown
from catalog.words import Outcome

Question = Callable[[Capability, Given], Iterable[Shown]]


def _fitting(question: Question) -> Rule:
    """Ask only what a product says of itself; a template or a retired statement shows nothing by itself."""

    def rule(document: Document, given: Given) -> Iterator[Shown]:
        model = document.model
        if not isinstance(model, Capability) or model.is_wish:
            return
        for shown in question(model, given):
            if model.unfit and shown.outcome is not Outcome.INCONCLUSIVE:
                yield _unknown(shown.pointer, f"{model.unfit} {shown.reason}")
            else:
                yield shown

    return rule


def _unknown(pointer: str, reason: str) -> Shown:
    return Shown(outcome=Outcome.INCONCLUSIVE, pointer=pointer, reason=reason)


def _met(pointer: str, reason: str) -> Shown:
    return Shown(outcome=Outcome.MET, pointer=pointer, reason=reason)


def _states_version(model: Capability, given: Given) -> Iterator[Shown]:
    """The version is one of those `given`. `else_fails`: another one is a failure, if it is the only one."""
    pointer = model.place.of("fhirVersion").path
    wanted = texts_of(given.get("one_of"))
    if model.version in wanted:
        yield _met(pointer, f"It states FHIR {model.version}.")
    elif given.get("else_fails") is True:
        if any("versions" in item.name.split(" ")[0] for item in model.operations):
            yield _unknown(pointer, f"It states FHIR {model.version}, and offers others through $versions.")
        else:
            reason = f"It states FHIR {excerpt(model.version)}, not {' or '.join(wanted)}."
            yield Shown(outcome=Outcome.NOT_MET, pointer=pointer, reason=reason)


def _lists_profiles(model: Capability, given: Given) -> Iterator[Shown]:
    """Every kind of resource lists a profile that begins as `given`. Not listed is unknown, never absent."""
    if not model.version.startswith("4.") or not model.resources:
        return
    starts = tuple(texts_of(given.get("starts_with")))
    bare = [each for each in model.resources if not _profile(each, starts)]
    count = len(model.resources)
    if not bare and not model.imports:
        yield _met(model.resources[0].pointer, f"All {count} kinds of resource list such a profile.")
    elif bare:
        reason = f"{len(bare)} of {count} kinds of resource list none, {excerpt(bare[0].type)} first."
        yield _unknown(bare[0].pointer, reason)
    else:
        yield _unknown(model.imports[0].pointer, "What it imports is not followed.")


def _profile(resource: Resource, starts: tuple[str, ...]) -> str | None:
    return next((profile for profile in resource.profiles if profile.startswith(starts)), None)


def _offers(model: Capability, given: Given) -> Iterator[Shown]:
    """A resource of `types`, with one interaction of each group of `needs`, under a profile as `given`."""
    types = texts_of(given.get("types"))
    starts = tuple(texts_of(given.get("starts_with")))
    found = [resource for resource in model.resources if resource.type in types]
    if not found:
        return
    best = next((resource for resource in found if _profile(resource, starts)), found[0])
    needs = [tuple(str(need).split("|")) for need in texts_of(given.get("needs"))]
    missing = [" or ".join(need) for need in needs if not set(need) & set(best.codes)]
    if best.is_silent:
        yield _unknown(best.pointer, f"{best.type} is listed without saying what can be done with it.")
    elif missing and not model.imports:
        reason = f"{best.type} is offered without {' and without '.join(missing)}."
        yield Shown(outcome=Outcome.NOT_MET, pointer=best.pointer, reason=reason)
    elif missing or not _profile(best, starts):
        reason = f"{best.type} is offered, and whether in the national form is not said."
        yield _unknown(best.pointer, reason)
    else:
        yield _met(best.pointer, f"{best.type} is offered under {excerpt(_profile(best, starts))}.")


def _names_version(model: Capability, given: Given) -> Iterator[Shown]:
    """A canonical that begins as `given` carries its version behind a bar."""
    starts = tuple(texts_of(given.get("starts_with")))
    found = [item for item in model.addresses if item.name.startswith(starts)]
    exact = next((item for item in found if item.name.partition("|")[2]), None)
    if exact:
        yield _met(exact.pointer, f"It names {excerpt(exact.name)}.")
    elif found:
        yield _unknown(found[0].pointer, f"It names {excerpt(found[0].name)} without its version.")


def _claims(model: Capability, given: Given) -> Iterator[Shown]:
    """It lists an address that begins as `given`. With `missing`, that is only a part of what is asked."""
    starts = tuple(texts_of(given.get("starts_with")))
    modes = texts_of(given.get("modes"))
    listed = [item for item in model.messages if not modes or item.mode in modes]
    others = () if modes else model.addresses
    found = next((item for item in (*listed, *others) if item.name.startswith(starts)), None)
    if found is None:
        return
    name, pointer = found.name, found.pointer
    missing = text_of(given.get("missing"))
    if missing or model.imports:
        tail = f" It does not show {missing}." if missing else " It imports others that are not followed."
        yield _unknown(pointer, f"It lists {excerpt(name)}.{tail}")
    else:
        yield _met(pointer, f"It lists {excerpt(name)}.")


def _describes_interface(model: Capability, given: Given) -> Iterator[Shown]:
    """A FHIR interface is described. With `missing`, that is only a part of what is asked."""
    if not model.resources and not model.messages:
        return
    pointer = model.place.of("fhirVersion").path
    missing = text_of(given.get("missing"))
    if missing:
        yield _unknown(pointer, f"It states FHIR {model.version}. It does not show {missing}.")
    else:
        yield _met(pointer, f"The interface is described by FHIR {model.version}, an open standard.")


def _is_documented(model: Capability, _given: Given) -> Iterator[Shown]:
    """The description is public under an address, and says of which version it speaks."""
    value = model.members
    published = (value.get("url"), dict_of(value.get("implementation")).get("url"))
    public = any(isinstance(each, str) and each.startswith("https://") for each in published)
    version = dict_of(value.get("software")).get("version") or value.get("version")
    pointer = model.place.of("fhirVersion").path
    if public and text_of(version):
        yield _met(pointer, f"Version {excerpt(version)} of the interface is described at its own address.")
    else:
        lacking = "the version it speaks of" if public else "a public address"
        yield _unknown(pointer, f"The interface is described, without {lacking}.")


def _finds_by_identifier(model: Capability, given: Given) -> Iterator[Shown]:
    """Patients are found by an identifier; that it is the one `given` has to be said in words."""
    system = text_of(given.get("system")) or ""
    for resource in model.resources:
        if resource.type != "Patient" or resource.mode == "client":
            continue
        for where, search in each(
            resource.members, "searchParam", Place(resource.pointer, model.place.is_xml)
        ):
            if search.get("name") != "identifier":
                continue
            pointer = where.path
            if system in str(search.get("documentation", "")) and "search-type" in resource.codes:
                yield _met(pointer, f"Patients are found by identifiers of {system}.")
            else:
                yield _unknown(pointer, "Patients are found by identifier; by which one is not said.")
            return


_QUESTIONS: Final[dict[str, Question]] = {
    "states_version": _states_version,
    "lists_profiles": _lists_profiles,
    "offers": _offers,
    "names_version": _names_version,
    "claims": _claims,
    "describes_interface": _describes_interface,
    "is_documented": _is_documented,
    "finds_by_identifier": _finds_by_identifier,
}
RULES: Final[Mapping[str, Rule]] = {name: _fitting(question) for name, question in _QUESTIONS.items()}
