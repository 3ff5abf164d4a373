// The table of executions: filter, sort, and for large studies rows made from the data at the end of the page. What
// comes from the study is only ever written as text.
(function () {
  'use strict';
  var table = document.getElementById('executions-table');
  window.addEventListener('beforeprint', function () {
    document.querySelectorAll('details').forEach(function (one) { one.open = true; });
  });
  if (!table) { return; }

  var page = 200;
  var body = table.tBodies[0];
  var headers = Array.from(table.tHead.rows[0].cells);
  var data = document.getElementById('executions-data');
  var rows = data ? fromData(JSON.parse(data.textContent)) : fromPage();
  var matching = rows;
  var shown = data ? page : rows.length;

  function fromPage() {
    return Array.from(body.rows).map(function (row) {
      return {
        text: row.textContent.toLowerCase(),
        keys: Array.from(row.cells).map(function (cell) { return cell.dataset.v || cell.textContent; }),
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
      return { text: texts.join(' ').toLowerCase(), keys: keys, texts: texts, element: null };
    });
  }

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

  var more = document.getElementById('executions-more');
  var count = document.getElementById('executions-count');
  function show() {
    var part = document.createDocumentFragment();
    matching.slice(0, shown).forEach(function (row) { part.appendChild(element(row)); });
    body.replaceChildren(part);
    count.textContent = matching.length + ' of ' + rows.length + ' executions' +
      (matching.length > shown ? ', the first ' + shown + ' shown' : '');
    more.hidden = matching.length <= shown;
  }

  document.getElementById('executions-tools').hidden = false;
  document.getElementById('executions-filter').addEventListener('input', function (event) {
    var words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    matching = rows.filter(function (row) {
      return words.every(function (word) { return row.text.indexOf(word) >= 0; });
    });
    shown = data ? page : rows.length;
    show();
  });
  more.addEventListener('click', function () {
    shown += page * 5;
    show();
  });

  function compare(a, b) {
    var x = Number(a), y = Number(b);
    if (a !== '' && b !== '' && !isNaN(x) && !isNaN(y)) { return x - y; }
    return a < b ? -1 : a > b ? 1 : 0;
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
})();
