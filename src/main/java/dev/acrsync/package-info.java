/**
 * The way of an event: it comes in at {@link dev.acrsync.webhook}, maybe by
 * {@link dev.acrsync.eventgrid}, is taken by {@link dev.acrsync.intake}, decided on by
 * {@link dev.acrsync.rules}, written down by {@link dev.acrsync.ledger}, and brought to
 * its end by {@link dev.acrsync.importing}, one {@link dev.acrsync.importtask} at a time:
 * {@link dev.acrsync.copyoperation} has a manifest copied and proves it,
 * {@link dev.acrsync.companions} brings along what belongs to it. They read both
 * registries through a {@link dev.acrsync.breaker} and {@link dev.acrsync.registry}, and
 * have {@link dev.acrsync.arm} copy, as the {@link dev.acrsync.identity} that we have
 * there, or by {@link dev.acrsync.vendorfederation} in a vendor's tenant; all of it at
 * the {@link dev.acrsync.pace} that they take, and reading what is
 * {@link dev.acrsync.untrusted} within bounds. {@link dev.acrsync.comparison} finds what
 * no event told of, reading {@link dev.acrsync.inventory}, and hands it to the ledger;
 * {@link dev.acrsync.comparisonrecords} keeps what it found, and proves by it what is
 * complete; {@link dev.acrsync.watching} looks for what was pushed between comparisons;
 * {@link dev.acrsync.queueconsumer} reads what waits in queues, asking
 * {@link dev.acrsync.storagequeue}; {@link dev.acrsync.referrers} tells what belongs to
 * an image. On the {@link dev.acrsync.database} beside the ledger are what it has written
 * down as others read it, {@link dev.acrsync.records}, how far it has come with the rest,
 * {@link dev.acrsync.resumption}, how old all that is, {@link dev.acrsync.storedages},
 * and the {@link dev.acrsync.ledgerfigures} for operators;
 * {@link dev.acrsync.databaseinspection} looks at it from outside.
 * {@link dev.acrsync.console} shows it to operators, {@link dev.acrsync.doctor} tells
 * them what is in its way; {@link dev.acrsync.settings} is what they configured,
 * {@link dev.acrsync.image} the vocabulary. {@link dev.acrsync.tracing} follows an image
 * all the way. {@link dev.acrsync.network} is how all of them get out,
 * {@link dev.acrsync.listeners} keeps both ports open to honest senders,
 * {@link dev.acrsync.logging} the log short and without secrets.
 * {@link dev.acrsync.command} is what the jar does when it is not to serve.
 * <p>
 * Words, and the types that are called so:
 * <ul>
 * <li>{@code Source}: a vendor's registry; {@code Target}: one of ours
 * <li>{@code Push}: a tag that came into a source, told of by an event or found later
 * <li>{@code Rule}: lets images in, or not; the first one that matches decides
 * <li>{@code Ledger}: the durable record of every push that the rules let in
 * <li>{@code ImportRecord}: one such push on its way to one target
 * <li>{@code Work}: what is to be done for one tag of a target
 * <li>{@code Claim}: the right of one replica to do it, for as long as its lease
 * <li>{@code OperationRecord}: one copy that Azure was asked for, until its end
 * <li>{@code Digest}: the name of a manifest by its content, the only proof of an arrival
 * <li>{@code ImageReferrer}: what belongs to an image, such as a signature or an SBOM
 * <li>{@code ComparisonRun}: one look at all sources and targets, for what no event told
 * <li>{@code CompletenessReport}: whether all that the rules want is at its target
 * <li>{@code ImportState}: where an import stands; a failed one is parked until a retry
 * </ul>
 */
@NullMarked
package dev.acrsync;

import org.jspecify.annotations.NullMarked;
