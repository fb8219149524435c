"""What axe finds on a page, asked of what it has not found good before in this process: most of a page stands on others just so."""

from playwright.sync_api import Page


def ask_everything(page: Page) -> list[str]:
    """What axe finds, whatever it was asked before."""
    found, _same = ask(page, "everything", [], [])
    return found


def ask_what_is_new(page: Page) -> list[str]:
    """What axe finds where it can say something new.

    It is not asked again of parts that stand in the same elements, read the same, show and scroll the same; nor of words whose colours, sizes and
    grounds it has found good.
    """
    seen = page.evaluate(SEE)
    known = [place for place, part in enumerate(seen["parts"]) if part in GOOD_PARTS]
    new = [one for one in seen["colours"] if one not in GOOD_COLOURS]
    found: list[str] = []
    if seen["all"] not in GOOD_PARTS:
        found, same = ask(page, "all but colours", known, [])
        if same and not found:
            GOOD_PARTS.update(seen["parts"], [seen["all"]])
    if new:
        wrong, same = ask(page, "colours", [], new)
        if same and not wrong:
            GOOD_COLOURS.update(new)
        found += wrong
    return found


def ask(page: Page, what: str, known: list[int], colours: list[str]) -> tuple[list[str], bool]:
    """What axe finds, and whether the page is still what SEE saw."""
    page.evaluate("window.axe ? null : window.readAxe()")
    said = page.evaluate(ASK, [what, known, colours])
    return said["found"], said["same"]


GOOD_PARTS: set[str] = set()
GOOD_COLOURS: set[str] = set()
SEE = """() => {
    const chosen = ["color", "backgroundColor", "backgroundImage", "opacity", "filter", "mixBlendMode", "fontSize", "fontWeight", "fontStyle",
        "textDecorationLine", "textShadow", "borderBottomWidth", "position", "clipPath"];
    const ofThePage = "header, footer, main, nav, aside, :is(section, form):is([aria-label], [aria-labelledby]), [role], h1, h2, h3, h4, h5, h6";
    const elsewhere = ["aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "aria-details", "aria-errormessage",
        "aria-activedescendant", "aria-flowto", "for", "headers", "list"];
    const id = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
    const more = (flow, by) => by > 0 && ["auto", "scroll"].includes(flow);
    const digest = text => {
        let a = 0xdeadbeef, b = 0x41c6ce57;
        for (let at = 0; at < text.length; at++) {
            const code = text.charCodeAt(at);
            a = Math.imul(a ^ code, 2654435761);
            b = Math.imul(b ^ code, 1597334677);
        }
        a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
        b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
        return (b >>> 0).toString(36) + (a >>> 0).toString(36);
    };
    const told = element => element ? `${element.textContent.trim()}${element.checkVisibility({visibilityProperty: true})}` : "nothing";
    const parts = [];
    window.coloured = {};
    window.parts = [];
    window.same = true;
    new MutationObserver(() => { window.same = false; })
        .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
    // Of an element: how it reads, shows and scrolls, with all that is in it; how many elements that is; and whether what axe holds against
    // all of the page, a landmark or a heading, is among them.
    const look = (element, looks, within) => {
        const style = getComputedStyle(element), box = element.getBoundingClientRect();
        const visible = element.checkVisibility({visibilityProperty: true});
        const own = chosen.map(name => style[name]).join();
        const ground = looks.endsWith(own) ? looks : `${looks}; ${own}`;
        if (visible && box.width >= 2 && box.height >= 2 && box.right >= 0 && box.bottom + window.scrollY >= 0) {
            const words = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && /[\\p{L}\\p{N}]{2}/u.test(node.data));
            if (words || element.matches("input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea")) {
                const alike = window.coloured[ground] ??= [];
                if (alike.length < 5) alike.push(element);
            }
        }
        const scrolls = more(style.overflowX, element.scrollWidth - element.clientWidth)
            || more(style.overflowY, element.scrollHeight - element.clientHeight);
        let tag = `<${element.localName}`;
        for (const {name, value} of element.attributes) {
            if (name === "value" && element.name === "csrfmiddlewaretoken") continue;
            const there = elsewhere.includes(name) ? value.split(" ").map(one => told(document.getElementById(one))) : "";
            tag += ` ${name}=${value.length < 36 ? value : value.replace(id, "-")}${there}`;
        }
        tag += ` ${[...element.labels ?? []].map(told)}${visible ? scrolls ? "↕" : "+" : "-"}>`;
        const place = window.parts.length, inside = digest(within + tag);
        window.parts.push(element);
        parts.push("");
        let all = tag, count = 1, apart = element.matches(ofThePage);
        for (const node of element.childNodes) {
            if (node.nodeType === Node.TEXT_NODE) all += node.data.trim();
            if (node.nodeType !== Node.ELEMENT_NODE) continue;
            const below = look(node, ground, inside);
            all += below.all;
            count += below.count;
            apart ||= below.apart;
        }
        all = digest(all);
        if (!apart && count > 4) parts[place] = digest(within + all);
        return {all, count, apart};
    };
    const {all} = look(document.documentElement, "", "");
    window.parts = window.parts.filter((_, place) => parts[place]);
    return {parts: parts.filter(part => part), all, colours: Object.keys(window.coloured)};
}"""
"""The parts of a page, of five elements and more, that hold neither landmark nor heading: of each a digest of what it stands in, how it reads, shows
and scrolls, and what it points to; one of the whole page; and by what axe judges the colours of words, with all that they stand in.

Of words on one page that look alike, axe is given the first five."""
ASK = """async ([what, known, colours]) => {
    const ofColours = ["color-contrast", "link-in-text-block"];
    const options = {resultTypes: ["violations"]};
    if (what === "colours") options.runOnly = ofColours;
    if (what === "all but colours") options.rules = Object.fromEntries(ofColours.map(rule => [rule, {enabled: false}]));
    const where = {include: [document]}, left = [];
    if (what === "colours") where.include = colours.flatMap(one => window.coloured[one]);
    for (const part of known.map(place => window.parts[place])) if (part.isConnected && !left.at(-1)?.contains(part)) left.push(part);
    if (left.length) where.exclude = left;
    const {violations} = await window.axe.run(where, options);
    return {found: violations.map(one => `axe ${one.id}: ${one.nodes[0].html.slice(0, 200)}`), same: window.same};
}"""
"""What axe finds. Of its long report only what is wrong is sent back."""
