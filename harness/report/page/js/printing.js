// Paper cannot be clicked: what is folded is opened, and closed again after.
const printing = (() => {
  let opened = [];

  function start() {
    window.addEventListener('beforeprint', () => {
      opened = Array.from(document.querySelectorAll('details:not([open])'));
      opened.forEach((one) => { one.open = true; });
    });
    window.addEventListener('afterprint', () => {
      opened.forEach((one) => { one.open = false; });
    });
  }

  return { start };
})();
