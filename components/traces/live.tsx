"use client";
import { Button } from "#components/ui/button";
import { Switch } from "#components/ui/switch";
import type { LiveTail } from "#lib/console/browser/traces/live-tail";
import { liveWords } from "#lib/console/words/traces/trace-words";

/** Shows traces as they come. */
export function LiveSwitch({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <span className="live">
      <Switch label={liveWords.live} isOn={isOn} onChange={onChange} />
      <span aria-hidden>{liveWords.live}</span>
    </span>
  );
}

type Props = {
  tail: LiveTail | null;
  isFailing: boolean;
  withOwn: boolean;
  onOwn: (withOwn: boolean) => void;
  onShow: () => void;
};

/** What there is to know while Live is on: what waits, what was too much, and that looking leaves traces too. */
export function LiveNote({ tail, isFailing, withOwn, onOwn, onShow }: Props) {
  const waiting = tail?.waiting.length ?? 0;
  return (
    <div className="live-note hint">
      <p>
        {withOwn ? liveWords.shown : liveWords.hidden}{" "}
        <Button look="link" onClick={() => onOwn(!withOwn)}>
          {withOwn ? liveWords.hide : liveWords.show}
        </Button>
      </p>
      {tail && tail.skipped > 0 ? <p>{liveWords.skipped(tail.skipped)}</p> : null}
      {isFailing ? (
        <p role="alert" className="is-danger">
          {liveWords.failing}
        </p>
      ) : null}
      <p role="status" className="live-news">
        {waiting > 0 ? (
          <Button onClick={onShow}>
            {liveWords.news(waiting)} · {liveWords.showNews}
          </Button>
        ) : null}
      </p>
    </div>
  );
}
