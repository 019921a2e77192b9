"use client";
import { Fault, type FaultProps } from "#components/shell/fault";
import { words } from "#lib/console/words/words";

export default function ErrorPage(props: FaultProps) {
  return (
    <main className="py-12">
      <h1 className="sr">{words.product}</h1>
      <Fault {...props} />
    </main>
  );
}
