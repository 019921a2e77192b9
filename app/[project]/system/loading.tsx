import { systemWords } from "#lib/console/words/system-words";

export default function Loading() {
  return (
    <div role="status" aria-label={systemWords.loading}>
      <div className="skeleton h-7 w-40" />
      <div className="skeleton mt-5 h-56" />
      <div className="skeleton mt-5 h-24" />
    </div>
  );
}
