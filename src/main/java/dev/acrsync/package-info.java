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
 * all the way. {@link dev.acrsync.ports} keeps both ports open to honest senders,
 * {@link dev.acrsync.logging} the log short and without secrets.
 * {@link dev.acrsync.command} is what the jar does when it is not to serve.
 */
@NullMarked
package dev.acrsync;

import org.jspecify.annotations.NullMarked;
