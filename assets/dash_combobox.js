/**
 * A search field with suggestions: the WAI-ARIA combobox with a list box popup
 * (APG pattern "Editable Combobox With List Autocomplete"). It fills an element that
 * Dash leaves empty, so that React and this code never own the same nodes.
 */
(() => {
  const LONGEST_LIST = 12;

  /** Lower case without accents: `Å` and `a` are found by the same key. */
  const plain = (text) =>
    text.normalize('NFD').replace(/\p{Diacritic}/gu, '').toLocaleLowerCase('en');

  /**
   * Options that a text fits, best first: exact id, begin of id, begin of name, begin of
   * a word, anywhere.
   *
   * @param {string} text what was typed.
   * @param {{id: string, name: string, hint?: string}[]} options
   * @returns {object[]} at most twelve.
   */
  function search(text, options) {
    const wanted = plain(text.trim());
    if (!wanted) return [];
    const rank = ({ id, name }) => {
      const [key, words] = [plain(id), plain(name)];
      if (key === wanted) return 0;
      if (key.startsWith(wanted)) return 1;
      if (words.startsWith(wanted)) return 2;
      if (words.split(/[\s(-]+/).some((word) => word.startsWith(wanted))) return 3;
      return words.includes(wanted) ? 4 : 5;
    };
    return options
      .map((option, order) => ({ option, order, rank: rank(option) }))
      .filter((found) => found.rank < 5)
      .sort((a, b) => a.rank - b.rank || a.order - b.order)
      .slice(0, LONGEST_LIST)
      .map((found) => found.option);
  }

  /**
   * Put a combobox into an empty element with an id. The element's data attributes give
   * its words: data-label (a visible label is the page's own; this names the field),
   * data-placeholder, data-list-label, data-none.
   *
   * @param {HTMLElement} host
   * @param {object} options
   * @param {() => object[]} options.options what can be found now.
   * @param {(option: object) => void} options.pick called with the chosen option.
   * @returns {{input: HTMLInputElement, close: () => void}}
   */
  function combobox(host, { options, pick }) {
    const document = host.ownerDocument;
    const listId = `${host.id}-list`;
    const input = document.createElement('input');
    Object.assign(input, {
      type: 'text', id: `${host.id}-input`, className: 'form-control', autocomplete: 'off',
      spellcheck: false, placeholder: host.dataset.placeholder ?? '',
    });
    const list = document.createElement('ul');
    Object.assign(list, { id: listId, className: 'combobox-list', hidden: true });
    const status = document.createElement('p');
    Object.assign(status, { className: 'visually-hidden' });
    const attributes = [
      [input, { role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', 'aria-controls': listId, 'aria-label': host.dataset.label }],
      [list, { role: 'listbox', 'aria-label': host.dataset.listLabel ?? host.dataset.label }],
      [status, { role: 'status' }],
    ];
    for (const [element, values] of attributes) {
      for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
    }
    host.classList.add('combobox');
    host.replaceChildren(input, list, status);

    let found = [];
    let active = -1;

    const setActive = (position) => {
      active = position;
      [...list.children].forEach((item, i) => item.setAttribute('aria-selected', String(i === active)));
      if (active < 0) input.removeAttribute('aria-activedescendant');
      else {
        input.setAttribute('aria-activedescendant', list.children[active].id);
        list.children[active].scrollIntoView({ block: 'nearest' });
      }
    };

    const close = () => {
      found = [];
      list.hidden = true;
      list.replaceChildren();
      input.setAttribute('aria-expanded', 'false');
      setActive(-1);
    };

    const take = (position) => {
      const option = found[position];
      if (!option) return;
      input.value = '';
      close();
      pick(option);
    };

    const item = (option, i) => {
      const element = document.createElement('li');
      Object.assign(element, { id: `${listId}-${i}`, className: 'combobox-option' });
      element.setAttribute('role', 'option');
      element.setAttribute('aria-selected', 'false');
      element.append(option.name);
      if (option.hint) {
        const hint = document.createElement('span');
        hint.className = 'combobox-hint';
        hint.textContent = option.hint;
        element.append(hint);
      }
      // Before the field loses the focus, which would close the list under the pointer.
      element.addEventListener('pointerdown', (event) => event.preventDefault());
      element.addEventListener('click', () => take(i));
      return element;
    };

    const open = () => {
      found = search(input.value, options());
      list.replaceChildren(...found.map(item));
      list.hidden = found.length === 0;
      input.setAttribute('aria-expanded', String(found.length > 0));
      setActive(found.length ? 0 : -1);
      status.textContent = input.value.trim() && !found.length ? host.dataset.none ?? '' : '';
    };

    input.addEventListener('input', open);
    input.addEventListener('blur', close);
    input.addEventListener('keydown', (event) => {
      const moves = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in moves) {
        event.preventDefault();
        if (list.hidden) open();
        else setActive((active + moves[event.key] + found.length) % found.length);
      } else if (event.key === 'Enter' && active >= 0) {
        event.preventDefault();
        take(active);
      } else if (event.key === 'Escape' && (!list.hidden || input.value)) {
        // The first Escape belongs to the field, the next to the dialog around it.
        event.preventDefault();
        event.stopPropagation();
        input.value = '';
        close();
      }
    });
    return { input, close };
  }

  window.dashWidgets = Object.assign(window.dashWidgets ?? {}, { combobox, search });
})();
