// What the page knows of the study, besides its tables: the one data island, written by page_data.cpp.
const study = JSON.parse(document.getElementById('study-data').textContent);
