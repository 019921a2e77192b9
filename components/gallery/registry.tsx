"use client";
import { CHARTS } from "#components/gallery/charts";
import { CONTROLS } from "#components/gallery/controls";
import { DATA } from "#components/gallery/data";
import { NOTICES } from "#components/gallery/notices";
import { OVERLAYS } from "#components/gallery/overlays";
import type { Part } from "#components/gallery/state";

/** Every part of the console in every state, by the part's file below `components`. */
export const PARTS: Readonly<Record<string, Part>> = { ...CONTROLS, ...NOTICES, ...DATA, ...CHARTS, ...OVERLAYS };
