export { AlertDialog } from "./alert-dialog";
export { Announcer, announce, retract } from "./announcer";
export { Badge, CountBadge, type Tone } from "./badge";
export { Banner } from "./banner";
export { Breadcrumb } from "./breadcrumb";
export { Button } from "./button";
export { Combobox } from "./combobox";
export { CopyButton } from "./copy-button";
export { cx } from "./cx";
export { DataList } from "./data-list";
export {
  Dialog,
  type DialogCloseReason,
  DialogContent,
  DialogShell,
  useCloseRequest,
} from "./dialog";
export { Disclosure } from "./disclosure";
export { failureText } from "./failure-text";
export { Field, type FieldAria, type FieldProps } from "./field";
export { FilterChips } from "./filter-chips";
export { IconButton } from "./icon-button";
export { KeyHint } from "./key-hint";
export { formatKeys, isMac, matchKeys } from "./keys";
export { ButtonLink, ExternalLink, TextLink } from "./links";
export { useMediaQuery } from "./media-query";
export { ContextMenu, Menu, type MenuAction, type MenuItem } from "./menu";
export { MonogramTile } from "./monogram-tile";
export { markRouteChange, PageBody, PageHeader, Section } from "./page";
export { RadioCards } from "./radio-cards";
export { formatDateTime, formatDuration, formatRelative, RelativeTime } from "./relative-time";
export { ResizeHandle } from "./resize-handle";
export { SearchField } from "./search-field";
export { SecretField } from "./secret-field";
export { Segmented } from "./segmented";
export { Select, type SelectOption } from "./select";
export { ended, sentences } from "./sentences";
export { Spinner } from "./spinner";
export { SplitView } from "./split-view";
export { EmptyState, ErrorState, Loading, NoMatch, StaleNotice } from "./states";
export { OutcomeBadge, StageIcon, type StageProgress, StatusBadge } from "./status-badge";
export { useStoredNumber } from "./stored-number";
export { type TabItem, Tabs } from "./tabs";
export { TextArea, TextField } from "./text-field";
export { ToastProvider, useToasts } from "./toast";
export { Checkbox, Switch } from "./toggles";
export { Tooltip } from "./tooltip";
export { Truncate } from "./truncate";
export { type RowState, VirtualList } from "./virtual-list";
