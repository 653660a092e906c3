(() => {
  const form = document.getElementById("filters");
  const rank = { safe: 0, may: 1, breaks: 2 };
  const wanted = { all: 0, may: 1, breaks: 2 };
  const [perspective, severity, words, count] = ["perspective", "severity", "words", "count"]
    .map((id) => document.getElementById(id));
  const entries = [...document.querySelectorAll("article")].map((node) => ({
    node,
    wire: rank[node.dataset.w],
    source: rank[node.dataset.s],
    text: node.textContent.toLowerCase(),
  }));
  const sections = [...document.querySelectorAll("section")];
  const apply = () => {
    const least = wanted[severity.value];
    const terms = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const entry of entries) {
      const grade = perspective.value === "any"
        ? Math.max(entry.wire, entry.source)
        : entry[perspective.value];
      const fits = grade >= least && terms.every((term) => entry.text.includes(term));
      entry.node.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const section of sections) {
      section.hidden = !section.querySelector("article:not([hidden])");
    }
    count.textContent = `${shown} of ${entries.length}`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== words) {
      event.preventDefault();
      words.focus();
    }
  });
  form.hidden = entries.length === 0;
  apply();
})();
