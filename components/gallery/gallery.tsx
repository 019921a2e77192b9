"use client";
import { useEffect, useState } from "react";
import { PARTS } from "#components/gallery/registry";
import type { Part } from "#components/gallery/state";

/** All parts on one page; what lies over a page has one of its own for each state, to which a link leads. */
export function Gallery({ part, state }: { part: string | undefined; state: string | undefined }) {
  // Drawn in the browser only, as most parts are: what the server sends has no style attributes, which its policy refuses.
  const [isAwake, setAwake] = useState(false);
  useEffect(() => setAwake(true), []);
  const chosen = PARTS[part ?? ""]?.states[state ?? ""];
  if (chosen) {
    return (
      <main className="min-h-dvh p-8" data-alone>
        <h1 className="sr">
          {part}, {state}
        </h1>
        {isAwake ? chosen() : null}
      </main>
    );
  }
  return (
    <main className="bg-page">
      <div className="head">
        <h1>Parts</h1>
        <p className="hint">every part of the console in every state</p>
      </div>
      <div className="spec">
        {isAwake ? Object.entries(PARTS).map(([name, one]) => <PartSheet key={name} name={name} part={one} />) : null}
      </div>
    </main>
  );
}

function PartSheet({ name, part }: { name: string; part: Part }) {
  return (
    <section data-part={name} aria-label={name} className={part.isWide ? "col-span-full" : undefined}>
      <h2>{name}</h2>
      <div className="stack">
        {Object.entries(part.states).map(([state, show]) => (
          <div key={state} data-state={state}>
            <p className="hint">{state}</p>
            {part.isOverlay ? (
              <a href={`/gallery?${new URLSearchParams({ part: name, state })}`}>Open</a>
            ) : (
              <div className="spec-state">{show()}</div>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}
