//! Messages of others: commits are staged until they are finalized or cleared, Welcomes replace
//! the group.

use openmls::prelude::tls_codec::DeserializeBytes as _;
use openmls::prelude::{
    ContentType, MlsMessageBodyIn, MlsMessageIn, ProcessedMessageContent, ProtocolMessage,
    StagedCommit, StagedWelcome, Welcome,
};
use openmls_traits::OpenMlsProvider;

use crate::context::Context;
use crate::error::{MlsError, Step};
use crate::provider::Provider;

/// What a processed message was; the numbers are those of the C interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum MessageKind {
    /// A commit, now staged.
    Commit = 1,
    /// An application message.
    Application = 2,
    /// A proposal of a member.
    Proposal = 3,
    /// A proposal to join from outside.
    External = 4,
}

impl Context {
    /// Checks and decrypts a message of this group; a commit is staged, nothing is merged.
    pub fn process_message(&mut self, bytes: &[u8]) -> Result<MessageKind, MlsError> {
        let message = protocol_message(bytes)?;
        self.refuse_second_commit(&message)?;
        let processed = self
            .group
            .process_message(&self.provider, message)
            .map_err(Step::Process.failed())?;
        match processed.into_content() {
            ProcessedMessageContent::StagedCommitMessage(staged) => {
                self.staged = Some(staged);
                Ok(MessageKind::Commit)
            }
            ProcessedMessageContent::ApplicationMessage(_) => Ok(MessageKind::Application),
            ProcessedMessageContent::ProposalMessage(_) => Ok(MessageKind::Proposal),
            ProcessedMessageContent::ExternalJoinProposalMessage(_) => Ok(MessageKind::External),
            // Parity: OpenMLS used to refuse these, and names no error for them any more.
            ProcessedMessageContent::OwnPrivateMessage
            | ProcessedMessageContent::OwnPendingCommit => Err(MlsError::Step {
                step: Step::Process,
                detail: "ValidationError(CannotDecryptOwnMessage)".to_owned(),
            }),
        }
    }

    /// Merges the staged commit if there is one (a pending one of one's own is dropped then),
    /// else the own pending one. Nothing to merge is fine. A staged commit that cannot be merged,
    /// which takes damaged keys, is dropped, since OpenMLS uses it up; the group stays where it is.
    pub fn finalize_commit(&mut self) -> Result<(), MlsError> {
        let staged = self.staged.take();
        self.merge_transaction(|this| this.merge(staged))
    }

    /// Drops the staged commit and the own pending one.
    pub fn clear_pending_commit(&mut self) -> Result<(), MlsError> {
        self.transaction(|this| {
            this.group
                .clear_pending_commit(this.provider.storage())
                .map_err(Step::Clear.failed())
        })?;
        self.staged = None;
        Ok(())
    }

    /// Joins the group of a Welcome made with this context's key package and leaves the group it
    /// was in, with everything pending there. Ours: a Welcome that fails uses nothing up.
    pub fn accept_welcome(&mut self, bytes: &[u8]) -> Result<(), MlsError> {
        let welcome = parse_welcome(bytes)?;
        self.transaction(|this| {
            let old = this.provider.copy_storage();
            let staged = StagedWelcome::new_from_welcome(
                &this.provider,
                &Self::join_config(),
                welcome,
                None,
            )
            .map_err(Step::Staged.failed())?;
            this.group = staged
                .into_group(&this.provider)
                .map_err(Step::IntoGroup.failed())?;
            // What was stored before belongs to the group just left, but for the own keys.
            this.provider.retain_storage(|key| {
                !old.contains_key(key) || key.starts_with(Provider::KEY_PACKAGE_LABEL)
            });
            Ok(())
        })?;
        self.staged = None;
        Ok(())
    }

    /// Merges a staged commit, else the own pending one, else nothing.
    pub(crate) fn merge(&mut self, staged: Option<Box<StagedCommit>>) -> Result<(), MlsError> {
        match staged {
            Some(staged) => self
                .group
                .merge_staged_commit(&self.provider, *staged)
                .map_err(Step::MergeStaged.failed()),
            // Parity: a removed member has nothing to merge, and that is fine too.
            None if self.group.is_active() => self
                .group
                .merge_pending_commit(&self.provider)
                .map_err(Step::MergePending.failed()),
            None => Ok(()),
        }
    }

    /// Ours: a commit for this epoch while one is staged is refused before it is decrypted, so
    /// its key is not used up and it can still be processed after the staged one was cleared.
    fn refuse_second_commit(&self, message: &ProtocolMessage) -> Result<(), MlsError> {
        let competes = self.staged.is_some()
            && message.content_type() == ContentType::Commit
            && message.group_id() == self.group.group_id()
            && message.epoch() == self.group.epoch();
        if competes {
            return Err(MlsError::TransitionInProgress);
        }
        Ok(())
    }
}

fn protocol_message(bytes: &[u8]) -> Result<ProtocolMessage, MlsError> {
    let message =
        MlsMessageIn::tls_deserialize_exact_bytes(bytes).map_err(Step::MessageParse.failed())?;
    match message.extract() {
        MlsMessageBodyIn::PrivateMessage(message) => Ok(message.into()),
        MlsMessageBodyIn::PublicMessage(message) => Ok(message.into()),
        other => Err(MlsError::NotAProtocolMessage(body_name(&other))),
    }
}

fn parse_welcome(bytes: &[u8]) -> Result<Welcome, MlsError> {
    let message =
        MlsMessageIn::tls_deserialize_exact_bytes(bytes).map_err(Step::WelcomeParse.failed())?;
    match message.extract() {
        MlsMessageBodyIn::Welcome(welcome) => Ok(welcome),
        other => Err(MlsError::NotAWelcome(body_name(&other))),
    }
}

fn body_name(body: &MlsMessageBodyIn) -> &'static str {
    match body {
        MlsMessageBodyIn::PublicMessage(_) => "PublicMessage",
        MlsMessageBodyIn::PrivateMessage(_) => "PrivateMessage",
        MlsMessageBodyIn::Welcome(_) => "Welcome",
        MlsMessageBodyIn::GroupInfo(_) => "GroupInfo",
        MlsMessageBodyIn::KeyPackage(_) => "KeyPackage",
    }
}
