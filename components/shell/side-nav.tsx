"use client";
import { PanelLeft } from "lucide-react";
import { useState } from "react";
import { NavEntries } from "#components/shell/nav-entries";
import { keepChoice } from "#lib/console/browser/keep-choice";
import { shellWords } from "#lib/console/words/shell-words";

/** The navigation at the left, wide or narrow as its user left it. @param isNarrow as the server read it from the cookie */
export function SideNav({ isNarrow: wasNarrow }: { isNarrow: boolean }) {
  const [isNarrow, setNarrow] = useState(wasNarrow);
  const label = isNarrow ? shellWords.expand : shellWords.collapse;
  const toggle = () => {
    keepChoice("nav", isNarrow ? null : "narrow");
    setNarrow(!isNarrow);
  };
  return (
    <nav aria-label={shellWords.navigation} className={isNarrow ? "nav nav-narrow" : "nav"}>
      <NavEntries isNarrow={isNarrow} />
      <div className="nav-foot">
        <button type="button" onClick={toggle} data-tip={isNarrow ? label : undefined}>
          <PanelLeft className="i" aria-hidden />
          <span className={isNarrow ? "sr" : undefined}>{label}</span>
        </button>
      </div>
    </nav>
  );
}
