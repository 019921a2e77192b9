type Props = {
  /** What is measured, with its figure, for a screen reader. */
  label: string;
  /** 0 to 1. */
  share: number;
  tone?: "plain" | "accent" | "caution";
};

/** How much of something is used. Drawn as SVG, because the content security policy refuses style attributes. */
export function Meter({ label, share, tone = "plain" }: Props) {
  return (
    <svg className="meter" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect width="100" height="4" />
      <rect className={tone === "plain" ? "fill" : `fill-${tone}`} width={Math.min(1, Math.max(0, share)) * 100} height="4" />
    </svg>
  );
}
