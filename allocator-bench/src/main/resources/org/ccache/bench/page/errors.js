// A page with a picture missing must say so.
window.onerror = function (message, source, line) {
  document.getElementById('errors').textContent += message + ' (line ' + line + ')\n';
};
