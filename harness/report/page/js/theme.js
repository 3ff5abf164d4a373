// Light or dark: as the system has it, until somebody chooses.
const theme = (() => {
  const order = ['auto', 'light', 'dark'];
  const key = 'reprovip-theme';

  // A page opened from disk may have no storage.
  function remembered() {
    try {
      return order.includes(localStorage.getItem(key)) ? localStorage.getItem(key) : 'auto';
    } catch {
      return 'auto';
    }
  }

  function remember(choice) {
    try {
      localStorage.setItem(key, choice);
    } catch {
      // The choice then lasts as long as the page.
    }
  }

  function apply(choice, button) {
    if (choice === 'auto') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = choice;
    }
    button.textContent = `Theme: ${choice}`;
  }

  function start() {
    const button = document.getElementById('theme');
    let choice = remembered();
    button.hidden = false;
    apply(choice, button);
    button.addEventListener('click', () => {
      choice = order[(order.indexOf(choice) + 1) % order.length];
      remember(choice);
      apply(choice, button);
    });
  }

  return { start };
})();
