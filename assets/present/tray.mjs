/** The list of stories: a link that holds a story of its own leads to the page that presents it. */

const { hash } = window.location;
if (new URLSearchParams(hash.slice(1)).has('s')) {
  const { prefix } = JSON.parse(document.getElementById('gridmap-config').textContent);
  window.location.replace(`${prefix}present/own${window.location.search}${hash}`);
}
