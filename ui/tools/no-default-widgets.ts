/**
 * Stands in for the widgets of @rjsf/core. Every field of our forms names one of our own
 * (`src/credentials/form/widgets`), or "hidden", which is here.
 */
import HiddenWidget from "@rjsf/core/lib/components/widgets/HiddenWidget.js";

export default () => ({ HiddenWidget });
