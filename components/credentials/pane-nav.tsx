"use client";
import { useEffect, useState } from "react";
import { credentialsWords } from "#lib/console/words/credentials-words";

type Props = { panes: readonly { readonly id: string; readonly title: string }[] };

/** Leads to the panes of the page, and shows which of them is read. */
export function PaneNav({ panes }: Props) {
  const [current, setCurrent] = useState(panes[0]?.id);
  useEffect(() => {
    const find = () => {
      const { scrollY, innerHeight } = window;
      const isAtEnd = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
      // At the end of the page the last panes cannot come to its top: what was asked for is what is read.
      const asked = window.location.hash.slice(1);
      if (isAtEnd && panes.some(({ id }) => id === asked)) return setCurrent(asked);
      const above = panes.filter(({ id }) => (document.getElementById(id)?.getBoundingClientRect().top ?? innerHeight) < innerHeight / 3);
      setCurrent((above.at(-1) ?? panes[0])?.id);
    };
    find();
    window.addEventListener("scroll", find, { passive: true });
    window.addEventListener("hashchange", find);
    return () => {
      window.removeEventListener("scroll", find);
      window.removeEventListener("hashchange", find);
    };
  }, [panes]);
  return (
    <nav className="subnav" aria-label={credentialsWords.panes}>
      {panes.map(({ id, title }) => (
        <a key={id} href={`#${id}`} aria-current={id === current ? "true" : undefined} onClick={() => setCurrent(id)}>
          {title}
        </a>
      ))}
    </nav>
  );
}
