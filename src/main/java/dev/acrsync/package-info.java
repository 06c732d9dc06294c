/**
 * The way of an event: it comes in at {@link dev.acrsync.webhook}, is decided on by
 * {@link dev.acrsync.rules}, written down by {@link dev.acrsync.ledger}, and brought to
 * its end by {@link dev.acrsync.importing}, which reads both registries through
 * {@link dev.acrsync.registry} and has Azure copy through {@link dev.acrsync.azure}.
 * {@link dev.acrsync.reconcile} finds what no event told of, and hands it to the ledger;
 * {@link dev.acrsync.referrers} tells both what belongs to an image.
 * {@link dev.acrsync.console} shows it to operators, {@link dev.acrsync.doctor} tells
 * them what is in its way; {@link dev.acrsync.settings} is what they configured,
 * {@link dev.acrsync.image} the vocabulary. {@link dev.acrsync.tracing} follows an image
 * all the way. {@link dev.acrsync.network} is how all of them get out,
 * {@link dev.acrsync.ports} keeps both ports open to honest senders,
 * {@link dev.acrsync.logging} the log short and without secrets.
 * {@link dev.acrsync.command} is what the jar does when it is not to serve.
 * <p>
 * Words:
 * <ul>
 * <li>source: a vendor's registry; target: one of ours
 * <li>push: a tag that came into a source, told of by an event or found later
 * <li>rule: lets images in, or not; the first one that matches decides
 * <li>ledger: the durable record of every push that the rules let in
 * <li>import: one such push on its way to one target
 * <li>work: what is to be done for one tag of a target
 * <li>claim: the right of one replica to do it, for as long as its lease
 * <li>operation: one copy that Azure was asked for, followed until its end
 * <li>digest: the name of a manifest by its content, the only proof of an arrival
 * <li>referrer: what belongs to an image, such as a signature or an SBOM
 * <li>comparison: a look at sources and targets for what no event told of
 * <li>complete: all that the rules want is at its target, with the source's digest
 * <li>parked: given up, until an operator retries it
 * </ul>
 */
@NullMarked
package dev.acrsync;

import org.jspecify.annotations.NullMarked;
