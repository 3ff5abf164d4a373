// Making elements. What comes from the study is only ever written as text.
const dom = (() => {
  // An element with its attributes; children are elements or text, nothing is left out.
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null && value !== false) {
        element.setAttribute(key, value === true ? '' : String(value));
      }
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  // After the last of many calls in a row.
  function later(act, wait) {
    let timer = 0;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(act, wait);
    };
  }

  return { make, later };
})();
