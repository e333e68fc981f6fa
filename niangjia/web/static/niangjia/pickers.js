// Pickers: a text field for a code becomes a search field, with a tree to walk where there is one.
(() => {
  "use strict";
  const ask = async (url) => {
    const answer = await fetch(url, { headers: { "HX-Request": "true", "HX-Current-URL": location.href } });
    const away = answer.headers.get("HX-Redirect");
    if (away) { location.href = away; return []; }
    return answer.ok ? (await answer.json()).items : [];
  };
  const el = (tag, cls, text) => {
    const made = document.createElement(tag);
    if (cls) made.className = cls;
    if (text) made.textContent = text;
    return made;
  };

  const enhance = (input) => {
    if (input.tomselect || !window.TomSelect) return;
    const { pick, permission, text, tree } = input.dataset;
    const suffix = permission ? `permission=${encodeURIComponent(permission)}` : "";
    const many = "many" in input.dataset;
    const items = many ? input.value.split(/[\s,,、;;]+/).filter(Boolean) : input.value ? [input.value] : [];
    const texts = (text || "").split("\n");
    input.value = items.join(",");
    const box = new TomSelect(input, {
      maxItems: many ? null : 1,
      plugins: many ? ["remove_button"] : [],
      valueField: "value",
      labelField: "text",
      searchField: [],
      create: false,
      loadThrottle: 200,
      preload: "focus",
      dropdownParent: input.closest("dialog") ? null : "body",
      options: items.map((value, i) => ({ value, text: texts[i] || value })),
      items,
      load: (query, done) => {
        box.clearOptions((option) => box.items.includes(option.value));
        ask(`/pick/${pick}/?${suffix}&q=${encodeURIComponent(query)}`).then(done, () => done());
      },
      shouldLoad: () => true,
      score: () => () => 1,
      render: {
        option: (data) => {
          const made = el("div", "", data.text);
          if (data.hint) made.append(el("span", "hint", data.hint));
          return made;
        },
        item: (data) => el("div", "", data.text),
        no_results: () => el("div", "no-results", "没有找到。请换名称开头的字、拼音首字母或编码再试。"),
        loading: () => el("div", "no-results", "查找中…"),
      },
      onChange: () => {
        if ("submit" in input.dataset) input.form.requestSubmit();
      },
    });
    if (tree) addTree(input, box, pick, suffix);
  };

  const addTree = (input, box, pick, suffix) => {
    const holder = el("div", "pick");
    box.wrapper.before(holder);
    const button = el("button", "btn", "层级");
    button.type = "button";
    button.title = "按层级选择";
    holder.append(box.wrapper, button);
    button.addEventListener("click", () => {
      const window_ = el("dialog");
      window_.setAttribute("aria-label", "按层级选择");
      const form = el("div", "dialog-form");
      const root = el("ul", "tree");
      const scroller = el("div", "tree-box");
      const close = el("button", "btn", "取消");
      close.type = "button";
      close.addEventListener("click", () => window_.close());
      scroller.append(root);
      const acts = el("div", "dialog-acts");
      acts.append(close);
      form.append(el("h2", "", "按层级选择"), scroller, acts);
      window_.append(form);
      document.body.append(window_);
      window_.addEventListener("close", () => { window_.remove(); button.focus(); });
      const take = (item) => {
        box.addOption(item);
        box.addItem(item.value);
        window_.close();
      };
      branch(root, pick, suffix, "", take);
      window_.showModal();
    });
  };

  const branch = async (list, pick, suffix, parent, take) => {
    const items = await ask(`/pick/${pick}/tree/?${suffix}&parent=${encodeURIComponent(parent)}`);
    for (const item of items) {
      const entry = el("li");
      const line = el("div");
      const open = el("button", "open", item.open ? "▸" : "");
      open.type = "button";
      open.disabled = !item.open;
      open.setAttribute("aria-label", `展开${item.text}`);
      open.setAttribute("aria-expanded", "false");
      const name = el("button", "take", item.text);
      name.type = "button";
      if (item.hint) name.append(el("span", "hint", item.hint));
      name.addEventListener("click", () => take(item));
      open.addEventListener("click", async () => {
        const shown = entry.querySelector("ul");
        if (shown) {
          shown.hidden = !shown.hidden;
        } else {
          const below = el("ul", "tree");
          entry.append(below);
          await branch(below, pick, suffix, item.value, take);
        }
        const isOpen = !entry.querySelector("ul").hidden;
        open.textContent = isOpen ? "▾" : "▸";
        open.setAttribute("aria-expanded", String(isOpen));
      });
      line.append(open, name);
      entry.append(line);
      list.append(entry);
    }
    if (!items.length) list.append(el("li", "hint", "没有下级。"));
  };

  const all = (root) => root.querySelectorAll?.("input[data-pick]").forEach(enhance);
  all(document);
  document.addEventListener("htmx:afterSwap", (event) => all(event.detail.target));
})();
