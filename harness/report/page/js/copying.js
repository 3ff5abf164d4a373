// Buttons that copy a text; where the browser refuses, the text is selected.
const copying = (() => {
  async function copy(text, shown, button) {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(shown);
      button.textContent = 'Selected';
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  }

  // The text, and its button.
  function copyable(text) {
    const shown = dom.make('code', { class: 'command' }, text);
    const button = dom.make('button', { type: 'button', class: 'small' }, 'Copy');
    button.addEventListener('click', () => copy(text, shown, button));
    return dom.make('span', { class: 'copyable' }, shown, ' ', button);
  }

  return { copyable };
})();
