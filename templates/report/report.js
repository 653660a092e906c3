(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("filters");
  const [perspective, severity, operation, words, count] =
    ["perspective", "severity", "operation", "words", "count"].map(byId);
  const names = JSON.parse(byId("names").textContent);
  const rank = { safe: 0, may: 1, breaks: 2 };
  const least = { all: 0, may: 1, breaks: 2 };

  // "0-3 7" stands for the operations 0, 1, 2, 3 and 7.
  const numbers = (text) => (text || "").split(" ").filter(Boolean).flatMap((part) => {
    const [first, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
  const entries = [...document.querySelectorAll("article")].map((node) => ({
    node,
    wire: rank[node.dataset.w],
    source: rank[node.dataset.s],
    operations: numbers(node.dataset.o),
    text: node.textContent.toLowerCase(),
  }));
  const sections = [...document.querySelectorAll("section")]
    .filter((section) => section.querySelector("article"));

  const apply = () => {
    const terms = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = operation.value.trim().toLowerCase();
    const reached = names.map((name) => name.toLowerCase().includes(wanted));
    let shown = 0;
    for (const entry of entries) {
      const grade = perspective.value === "any"
        ? Math.max(entry.wire, entry.source)
        : entry[perspective.value];
      const fits = grade >= least[severity.value]
        && (!wanted || entry.operations.some((at) => reached[at]))
        && terms.every((term) => entry.text.includes(term));
      entry.node.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const section of sections) {
      section.hidden = !section.querySelector("article:not([hidden])");
    }
    count.textContent = `${shown} of ${entries.length} findings`;
  };

  // The page holds the first operations of a long list; the rest comes when it is opened.
  for (const entry of entries) {
    const more = entry.node.querySelector(".more");
    more?.closest("details").addEventListener("toggle", () => {
      const list = more.parentNode;
      if (!list) return;
      const listed = new Set([...list.children].map((item) => item.textContent));
      const rest = entry.operations.map((at) => names[at]).filter((name) => !listed.has(name));
      more.replaceWith(...rest.map((name) => {
        const item = document.createElement("li");
        item.textContent = name;
        return item;
      }));
    }, { once: true });
  }

  byId("operations").append(...names.map((name) => new Option(name)));
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      words.focus();
    }
  });
  // On a phone the findings come first, for eyes and keyboard alike.
  if (matchMedia("(max-width: 40rem)").matches) byId("findings").after(form);
  form.hidden = false;
  apply();
})();
