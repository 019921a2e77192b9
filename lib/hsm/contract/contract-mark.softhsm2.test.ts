import { describeMarkContract } from "./contract-mark";

describeMarkContract("SoftHSM2", { class: "other", sensitive: null, extractable: null });
