//! Everything that can go wrong, with the texts that callers see. The words up to the last colon
//! are fixed by docs/behaviour.md; the detail behind them names the failed check and never quotes
//! bytes of a message.

use std::fmt::{Debug, Display};

/// A failure of an MLS operation; its `Display` is the text that crosses the C interface.
#[derive(Debug, thiserror::Error)]
pub enum MlsError {
    /// A key package that is not one.
    #[error("kp parse: {0}")]
    KeyPackageParse(String),
    /// A key package whose content does not verify.
    #[error("kp validate: {0}")]
    KeyPackageValidate(String),
    /// A step inside OpenMLS that failed.
    #[error("openmls: {step}: {detail}")]
    Step {
        /// Which step of the operation.
        step: Step,
        /// What OpenMLS calls the failed check.
        detail: String,
    },
    /// A leaf that cannot be removed because there is no such member.
    #[error("openmls: leaf_index {leaf} out of range (group size {size})")]
    LeafOutOfRange {
        /// The leaf asked for.
        leaf: u32,
        /// The number of members.
        size: usize,
    },
    /// Some other MLS message where a Welcome was expected.
    #[error("openmls: expected welcome, got {0}")]
    NotAWelcome(&'static str),
    /// Some other MLS message where a handshake or application message was expected.
    #[error("openmls: expected protocol message, got {0}")]
    NotAProtocolMessage(&'static str),
    /// An exporter label that is not UTF-8.
    #[error("{0}")]
    Label(#[from] std::str::Utf8Error),
    /// A commit arrived while another one waits to be finalized.
    #[error("transition in progress: pending staged commit exists")]
    TransitionInProgress,
    /// A state blob that ends too early.
    #[error("openmls: truncated state blob ({0})")]
    StateTruncated(&'static str),
    /// A state blob with bytes that have no place in it.
    #[error("openmls: state blob: {0}")]
    StateParse(&'static str),
    /// A state blob whose signature key pair is not one.
    #[error("openmls: signer parse: {0}")]
    SignerParse(String),
    /// A state blob without a group of the id it names.
    #[error("openmls: no group in restored state")]
    NoGroup,
    /// A state blob whose group cannot be read.
    #[error("openmls: group load: {0}")]
    GroupLoad(String),
    /// A state blob with keys that do not fit together.
    #[error("openmls: state check: {0}")]
    StateCheck(&'static str),
    /// The context was restored from its state and its key package had already been used.
    #[error("no key package: it was used before this state was exported")]
    KeyPackageUsed,
    /// A null pointer where bytes or a result were expected.
    #[error("null pointer: {0}")]
    NullPointer(&'static str),
    /// A length that no input of this process can have.
    #[error("length out of range: {0}")]
    Length(&'static str),
}

/// The steps whose failures read `openmls: {step}: …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Making a new context.
    Create,
    /// Committing to new members.
    AddMembers,
    /// Committing to a removal.
    RemoveMembers,
    /// Reading an incoming message.
    MessageParse,
    /// Checking and decrypting an incoming message.
    Process,
    /// Reading a Welcome.
    WelcomeParse,
    /// Decrypting and checking a Welcome.
    Staged,
    /// Turning a checked Welcome into a group.
    IntoGroup,
    /// Merging an own commit.
    MergePending,
    /// Merging a received commit.
    MergeStaged,
    /// Dropping a pending commit.
    Clear,
    /// Deriving a secret from the epoch without a context.
    Export,
    /// Deriving a secret from the epoch for a context.
    ExportRaw,
    /// Writing the state blob.
    ExportState,
}

impl Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Create => "create",
            Self::AddMembers => "add_members",
            Self::RemoveMembers => "remove_members",
            Self::MessageParse => "msg parse",
            Self::Process => "process",
            Self::WelcomeParse => "welcome parse",
            Self::Staged => "staged",
            Self::IntoGroup => "into_group",
            Self::MergePending => "merge_pending",
            Self::MergeStaged => "merge_staged",
            Self::Clear => "clear",
            Self::Export => "export",
            Self::ExportRaw => "export_raw",
            Self::ExportState => "export_state",
        })
    }
}

impl Step {
    /// For `map_err`: this step failed with that cause.
    pub(crate) fn failed<E: Debug>(self) -> impl Fn(E) -> MlsError {
        move |cause| MlsError::Step {
            step: self,
            detail: detail(&cause),
        }
    }
}

/// Names a cause on one line: OpenMLS's debug form, whose names are part of the parity texts.
pub(crate) fn detail(cause: &impl Debug) -> String {
    let text = format!("{cause:?}");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
