export { AllowPrivate } from "./allow-private";
export { targetToAllow } from "./target";
