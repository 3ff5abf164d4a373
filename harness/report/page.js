// Tables with a filter and columns to sort by: the values, and the executions, which for large studies are made from the
// data at the end of the page. What comes from the study is only ever written as text.
(function () {
  'use strict';
  var page = 200;
  window.addEventListener('beforeprint', function () {
    document.querySelectorAll('details').forEach(function (one) { one.open = true; });
  });

  function fromRows(body) {
    return Array.from(body.rows).map(function (row) {
      return {
        text: row.textContent.toLowerCase(),
        keys: Array.from(row.cells).map(function (cell) { return cell.dataset.v || cell.textContent; }),
        words: Array.from(row.cells).map(function (cell) { return cell.dataset.word || cell.textContent; }),
        element: row
      };
    });
  }

  function fromData(data) {
    return data.rows.map(function (row) {
      var texts = row.map(function (value, i) {
        return data.words[i] ? data.words[i][value] : Array.isArray(value) ? value[1] : String(value);
      });
      var keys = row.map(function (value, i) { return Array.isArray(value) ? String(value[0]) : texts[i]; });
      return { text: texts.join(' ').toLowerCase(), keys: keys, words: texts, texts: texts, element: null };
    });
  }

  function compare(a, b) {
    var x = Number(a), y = Number(b);
    var hasX = a !== '' && !isNaN(x), hasY = b !== '' && !isNaN(y);
    if (hasX && hasY) { return x - y; }
    if (hasX !== hasY) { return hasX ? -1 : 1; }
    return a < b ? -1 : a > b ? 1 : 0;
  }

  // parts: table, tools (hidden without script), filter, count, what is counted, and perhaps choice, more, data.
  function enhance(parts) {
    var body = parts.table.tBodies[0];
    var headers = Array.from(parts.table.tHead.rows[0].cells);
    var rows = parts.data ? fromData(parts.data) : fromRows(body);
    var matching = rows;
    var first = parts.data ? page : rows.length;
    var shown = first;

    function element(row) {
      if (!row.element) {
        row.element = document.createElement('tr');
        row.texts.forEach(function (text, i) {
          var cell = row.element.insertCell();
          cell.className = headers[i].dataset.kind || '';
          if (cell.className === 'copy') {
            cell.appendChild(document.createElement('code')).textContent = text;
          } else {
            cell.textContent = text;
          }
        });
      }
      return row.element;
    }

    function show() {
      var part = document.createDocumentFragment();
      matching.slice(0, shown).forEach(function (row) { part.appendChild(element(row)); });
      body.replaceChildren(part);
      parts.count.textContent = matching.length + ' of ' + rows.length + ' ' + parts.what +
        (matching.length > shown ? ', the first ' + shown + ' shown' : '');
      if (parts.more) { parts.more.hidden = matching.length <= shown; }
    }

    function match() {
      var words = parts.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      var chosen = parts.choice ? parts.choice.value : '';
      matching = rows.filter(function (row) {
        return (chosen === '' || row.words[Number(parts.choice.dataset.choice)] === chosen) &&
          words.every(function (word) { return row.text.indexOf(word) >= 0; });
      });
      shown = first;
      show();
    }

    parts.tools.hidden = false;
    parts.filter.addEventListener('input', match);
    if (parts.choice) { parts.choice.addEventListener('change', match); }
    if (parts.more) {
      parts.more.addEventListener('click', function () {
        shown += page * 5;
        show();
      });
    }
    headers.forEach(function (header, column) {
      var button = document.createElement('button');
      button.type = 'button';
      button.textContent = header.textContent;
      header.replaceChildren(button);
      button.addEventListener('click', function () {
        var down = header.getAttribute('aria-sort') === 'ascending';
        headers.forEach(function (other) { other.removeAttribute('aria-sort'); });
        header.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        var order = function (a, b) { return (down ? -1 : 1) * compare(a.keys[column], b.keys[column]); };
        rows.sort(order);
        matching.sort(order);
        show();
      });
    });
    show();
  }

  document.querySelectorAll('[data-table]').forEach(function (part) {
    var count = part.querySelector('[data-count]');
    enhance({
      table: part.querySelector('table'), tools: part.querySelector('.tools'), filter: part.querySelector('[data-filter]'),
      choice: part.querySelector('[data-choice]'), count: count, what: count.dataset.count
    });
  });

  var executions = document.getElementById('executions-table');
  if (executions) {
    var data = document.getElementById('executions-data');
    enhance({
      table: executions, tools: document.getElementById('executions-tools'),
      filter: document.getElementById('executions-filter'), count: document.getElementById('executions-count'),
      what: 'executions', more: document.getElementById('executions-more'),
      data: data ? JSON.parse(data.textContent) : null
    });
  }
})();
