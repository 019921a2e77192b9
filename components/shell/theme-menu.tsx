"use client";
import { Check, Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { Menu } from "#components/ui/menu";
import { keepChoice } from "#lib/console/browser/keep-choice";
import { THEMES, type Theme } from "#lib/console/browser/theme";
import { shellWords } from "#lib/console/words/shell-words";

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const satisfies Record<Theme, unknown>;

/** Chooses the theme; the server paints the page with it from the cookie, so that nothing flashes. */
export function ThemeMenu({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const choose = (next: Theme) => {
    setTheme(next);
    document.documentElement.dataset.theme = next;
    keepChoice("theme", next);
  };
  const Icon = ICONS[theme];
  return (
    <Menu label={shellWords.theme} align="right" button={<Icon size={17} aria-hidden />}>
      {THEMES.map((name) => {
        const ItemIcon = ICONS[name];
        return (
          <button
            key={name}
            type="button"
            role="menuitemradio"
            aria-checked={name === theme}
            className="menu-item"
            tabIndex={-1}
            onClick={() => choose(name)}
          >
            <ItemIcon size={15} aria-hidden />
            <span className="flex-1">{shellWords.themes[name]}</span>
            {name === theme ? <Check size={15} aria-hidden /> : null}
          </button>
        );
      })}
    </Menu>
  );
}
