import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";

export const SPARK_WIDTH = 88;
export const SPARK_HEIGHT = 20;
/** Half the line's width and the joints stay inside. */
const INSET = 1.5;

/** The path of a trend, from the left to the right; always above 0, so that a steady line is not at the foot. */
export function sparkPath(values: readonly number[]): string {
  const top = Math.max(1, ...values);
  const x = scaleLinear()
    .domain([0, Math.max(1, values.length - 1)])
    .range([0, SPARK_WIDTH]);
  const y = scaleLinear()
    .domain([0, top])
    .range([SPARK_HEIGHT - INSET, INSET]);
  const points = values.length === 1 ? [...values, ...values] : values;
  const path = line<number>()
    .x((_, at) => tenths(x(at)))
    .y((value) => tenths(y(value)));
  return path([...points]) ?? "";
}

function tenths(number: number): number {
  return Math.round(number * 10) / 10;
}
