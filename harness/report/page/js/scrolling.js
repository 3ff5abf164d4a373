// What is wider than its place is scrolled: the keyboard must reach it, by a name, but only then.
const scrolling = (() => {
  function name_of(region) {
    const section = region.closest('section');
    const title = region.querySelector('caption') ?? section?.querySelector('h3, h2');
    return `${title?.textContent ?? 'Table'}, can be scrolled`;
  }

  function mark(region) {
    if (region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight) {
      region.setAttribute('tabindex', '0');
      region.setAttribute('role', 'group');
      region.setAttribute('aria-label', name_of(region));
    } else {
      ['tabindex', 'role', 'aria-label'].forEach((attribute) => region.removeAttribute(attribute));
    }
  }

  function start() {
    const watcher = new ResizeObserver((entries) => {
      new Set(entries.map((entry) => entry.target.closest('.scroll'))).forEach(mark);
    });
    // Those that were given a name keep it.
    document.querySelectorAll('.scroll:not([tabindex])').forEach((region) => {
      watcher.observe(region);
      Array.from(region.children).forEach((content) => watcher.observe(content));
    });
  }

  return { start };
})();
