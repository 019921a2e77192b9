import { describeMarkContract } from "./contract-mark";

describeMarkContract("NSS softokn", { class: "secret key", sensitive: true, extractable: false });
