package dev.acrsync.console;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.acrsync.comparison.ReconcileEndpoint;
import dev.acrsync.comparisonrecords.CompletenessReport;
import dev.acrsync.resumption.SetAsideMessages.SetAsideMessage;
import org.jspecify.annotations.Nullable;

/**
 * How things are, at a glance. A document that others read: fields are added, and never
 * renamed.
 *
 * @param at when this was read
 * @param complete whether all that the rules let in is at its targets, and all of it
 * could be compared; never while pushes are not taken
 * @param verdict {@code complete}, {@code incomplete}, or {@code unproved} where nothing
 * is known to be missing, and something could not be compared or pushes are not taken
 * @param sentence the verdict in words
 * @param todo what somebody has to do, the most urgent first
 * @param readiness {@code UP}, or {@code OUT_OF_SERVICE} while the ledger takes no pushes
 * @param imports how many wait, run and are parked
 * @param sources how things stand, by source
 * @param troubles what keeps images from arriving, by code, source and target
 * @param left pushes of the last week that ended without an image at the target, and need
 * nobody: it was deleted at the source, or the target's is kept
 * @param comparison the comparison that runs, or was last
 * @param arrivals how long announced images took since their push
 * @param passwords those of whose end it is known
 * @param targets how many imports may run at once into each
 * @param closedRegistries those that do not answer, so that one import at a time looks
 * whether they do
 * @param service what runs here
 * @param unknown what could not be read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatusDocument(Instant at, boolean complete, String verdict, String sentence, List<String> todo,
		String readiness, Map<String, Long> imports, List<SourceStatus> sources, List<TroubleStatus> troubles,
		List<TroubleStatus> left, ReconcileEndpoint.@Nullable ComparisonStatus comparison, ArrivalStatus arrivals,
		List<PasswordStatus> passwords, List<TargetStatus> targets, List<String> closedRegistries,
		ServiceStatus service, List<String> unknown) {

	/**
	 * A source.
	 *
	 * @param source its configured name
	 * @param registry its login server
	 * @param complete whether nothing of it is to come
	 * @param doors the ways by which we are to be told of its pushes, such as
	 * {@code webhook}
	 * @param rules how its images stand, by rule and target
	 * @param calls when it called last, by door and kind
	 * @param missed pushes that no event announced
	 * @param watch when it was looked at, if it is watched
	 * @param setAside the last messages of its queue that were set aside, if it has one
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record SourceStatus(String source, String registry, boolean complete, List<String> doors,
			List<CompletenessReport.ReportRow> rules, List<CallStatus> calls, @Nullable MissedStatus missed,
			@Nullable WatchStatus watch, @Nullable List<SetAsideMessage> setAside) {
	}

	/**
	 * How the watching of a source stands.
	 *
	 * @param lookedAt when all of it was looked at for the last time
	 * @param trouble why the last look did not see all
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record WatchStatus(@Nullable Instant lookedAt, @Nullable String trouble) {
	}

	/**
	 * When a source called last.
	 *
	 * @param door the way that it came, such as {@code webhook}
	 * @param kind {@code event} or {@code ping}
	 * @param at when
	 */
	record CallStatus(String door, String kind, Instant at) {
	}

	/**
	 * Pushes that no event announced.
	 *
	 * @param events how many
	 * @param lastAt when the last was found
	 * @param lastImage what it was of
	 */
	record MissedStatus(long events, Instant lastAt, String lastImage) {
	}

	/**
	 * What keeps images from arriving.
	 *
	 * @param code what it is
	 * @param state {@code failed} if they are parked, else {@code pending}
	 * @param source the configured name of their source
	 * @param target the configured name of their target
	 * @param images how many they are
	 * @param oldest since when the oldest is wanted
	 * @param oldestSeconds for how long that is
	 * @param nextAttemptAt when the first of them is tried again
	 * @param who has to do something: {@code you}, {@code vendor} or {@code nobody}
	 * @param cure what to do
	 * @param runner who runs the command: the page says so
	 * @param command a command to copy
	 * @param message what went wrong with one of them
	 * @param example the id of that one
	 * @param image its tag at the source
	 */
	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	record TroubleStatus(String code, String state, String source, String target, long images, Instant oldest,
			long oldestSeconds, @Nullable Instant nextAttemptAt, String who, String cure, @JsonIgnore String runner,
			String command, String message, String example, String image) {

		/**
		 * Tells whether somebody has to do something: else it goes on by itself.
		 */
		boolean needsSomebody() {
			return !"nobody".equals(this.who);
		}

	}

	/**
	 * How long announced images took since their push, in the last 24 hours.
	 *
	 * @param images how many arrived
	 * @param p50Seconds half of them took no longer
	 * @param p99Seconds of a hundred one took longer
	 * @param hours the same for each hour, the present one last
	 */
	record ArrivalStatus(long images, double p50Seconds, double p99Seconds, List<HourStatus> hours) {
	}

	/**
	 * The same for an hour.
	 *
	 * @param at when it began
	 */
	record HourStatus(Instant at, long images, double p50Seconds, double p99Seconds) {
	}

	/**
	 * A password.
	 *
	 * @param of whose, such as {@code source contoso}
	 * @param endsAt when it ends
	 * @param origin {@code token} or {@code setting}
	 */
	record PasswordStatus(String of, Instant endsAt, String origin) {
	}

	/**
	 * A target.
	 *
	 * @param target its configured name
	 * @param registry its login server
	 * @param concurrency how many imports may run at once in this replica
	 * @param throttled how often imports were throttled since this replica started
	 */
	record TargetStatus(String target, String registry, long concurrency, long throttled) {
	}

	/**
	 * What runs here.
	 *
	 * @param version of this replica
	 * @param replicas the versions of all
	 * @param database {@code sqlite} or {@code postgresql}
	 * @param ledgerBytes how much of its disk the ledger takes
	 */
	record ServiceStatus(String version, List<String> replicas, String database, long ledgerBytes) {
	}

}
