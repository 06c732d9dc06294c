package dev.acrsync.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.acrsync.live.AzureStatement.Evidence;

/**
 * How Resource Manager answers to an import, and to who asks what became of it.
 */
final class OperationStatements {

	private OperationStatements() {
	}

	@AzureStatement(id = "operation-accepted",
			says = "An import is answered with 202, an empty body and a Location, and never with "
					+ "Azure-AsyncOperation.",
			evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "200, 201 and 204 count as its end, which the digest at the target has to prove; without "
					+ "a Location the target alone is watched (`no-location`).")
	static void operationAccepted(StatementStage stage, Observation seen) {
		stage.order(stage.push("v1"), "v1").run((answer) -> {
			seen.expect("status", 202, answer.status());
			seen.expect("body", "", answer.text());
			seen.expect("Location", "is there", answer.header("Location").isPresent(),
					answer.header("Location").isPresent());
			seen.expect("Azure-AsyncOperation", Optional.empty(), answer.header("Azure-AsyncOperation"));
		});
	}

	@AzureStatement(id = "operation-retry-after",
			says = "The answer to an import says in whole seconds how long to wait, as Retry-After.",
			evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "Without it, or with a date in it, Azure is asked again at a pace of our own; the "
					+ "target's digest is looked at meanwhile.")
	static void operationRetryAfter(StatementStage stage, Observation seen) {
		stage.order(stage.push("v1"), "v1").run((answer) -> {
			String wait = answer.header("Retry-After").orElse("none");
			seen.expect("Retry-After", "is a number of seconds", wait.matches("[0-9]{1,4}"), wait);
		});
	}

	@AzureStatement(id = "operation-named-by-us",
			says = "An operation is called registries- and the x-ms-client-request-id that came with its " + "import.",
			evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "Only the log loses the link between the two; what is followed is the Location.")
	static void operationNamedByUs(StatementStage stage, Observation seen) {
		ImportOrder order = stage.order(stage.push("v1"), "v1");
		order.run((answer) -> seen.expect("Location", "names registries-<request id>",
				answer.header("Location").orElse("").contains("/registries-" + order.requestId()),
				answer.header("Location").map(OperationStatements::path).orElse("none")));
	}

	@AzureStatement(id = "operation-long-address",
			says = "A Location has more than 2,000 and less than 8,192 characters.", evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "A longer one is not kept: after a restart the digest at the target tells the end.")
	static void operationLongAddress(StatementStage stage, Observation seen) {
		stage.order(stage.push("v1"), "v1").run((answer) -> {
			int length = answer.header("Location").orElse("").length();
			seen.expect("length", "from 2000 to 8191", length >= 2000 && length < 8192, length);
		});
	}

	@AzureStatement(id = "operation-polled",
			says = "A poll of what is under way is answered with 202, the status Accepted, and another " + "Location.",
			evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "The last Location that there was is asked again, whatever the body says.")
	static void operationPolled(StatementStage stage, Observation seen) {
		HttpReply answer = stage.order(stage.push("v1"), "v1").ask();
		String first = answer.header("Location").orElse("");
		HttpReply poll = stage.arm().follow(first);
		ImportTrace.follow(stage, answer);
		if (poll.status() == 200) {
			throw new NotTriedException("the import had ended before the first poll");
		}
		seen.expect("status", 202, poll.status());
		seen.expect("body's status", "Accepted", poll.json().path("status").asString(""));
		seen.expect("Location", "is another one",
				poll.header("Location").filter((next) -> !next.equals(first)).isPresent(),
				poll.header("Location").map((next) -> next.equals(first) ? "the same" : "another one").orElse("none"));
	}

	@AzureStatement(id = "operation-succeeded",
			says = "The end of a good import is a 200 whose body has the status Succeeded.",
			evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "A 200 whose body tells of a failure counts as one; the digest at the target has to prove "
					+ "the rest.")
	static void operationSucceeded(StatementStage stage, Observation seen) {
		ImportTrace trace = stage.order(stage.push("v1"), "v1").run();
		seen.expect("status", 200, trace.end().status());
		seen.expect("body's status", "Succeeded", trace.end().json().path("status").asString(""));
		seen.note("after", trace.time().toMillis() + " ms and " + trace.polls().size() + " polls");
	}

	@AzureStatement(id = "operation-readable-after-its-end",
			says = "What became of an import can be asked for again after its end.", evidence = Evidence.ASSUMED,
			otherwise = "A 404 counts as forgotten: the digest at the target decides (`operation-not-found` if it "
					+ "is not there).")
	static void operationReadableAfterItsEnd(StatementStage stage, Observation seen) {
		ImportTrace trace = stage.order(stage.push("v1"), "v1").run().required();
		HttpReply again = stage.arm().follow(trace.answer().header("Location").orElseThrow());
		seen.expect("status", 200, again.status());
	}

	@AzureStatement(id = "operation-id-used-twice",
			says = "A second import with the same x-ms-client-request-id is taken as another one.",
			evidence = Evidence.ASSUMED,
			otherwise = "The service never uses an id twice, except where its library repeats a request whose "
					+ "answer was lost.")
	static void operationIdUsedTwice(StatementStage stage, Observation seen) {
		ImportOrder first = stage.order(stage.push("v1"), "v1");
		first.run().required();
		ImportTrace second = stage.order(stage.push("v2"), "v2").requestId(first.requestId()).run();
		seen.expect("the second import", "succeeds", second.succeeded(), second.outcome());
		seen.expect("its tag", "is there", stage.customer().session().digest(stage.repository(), "v2").isPresent(),
				stage.customer().session().digest(stage.repository(), "v2"));
	}

	@AzureStatement(id = "operation-visible-at-its-end",
			says = "The tag is seen at the target as soon as its import has ended.", evidence = Evidence.ASSUMED,
			source = "https://github.com/Azure/azure-cli/issues/7438",
			otherwise = "It is looked at again for ten minutes before anything is repeated (`target-behind`).")
	static void operationVisibleAtItsEnd(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		stage.order(image, "v1").run().required();
		Instant end = Instant.now();
		Optional<String> atOnce = stage.customer().session().digest(stage.repository(), "v1");
		stage.await(() -> stage.customer().session().digest(stage.repository(), "v1").isPresent());
		seen.expect("the tag", Optional.of(image.digest()), atOnce);
		seen.note("after", Duration.between(end, Instant.now()).toMillis() + " ms");
	}

	@AzureStatement(id = "operation-failure-at-its-end",
			says = "A copy that fails is first accepted; a poll is then answered with 400 and an error of a "
					+ "code and a message that begins with the operation and the target.",
			evidence = Evidence.REPORTED, source = "https://github.com/Azure/azure-cli/issues/31412",
			otherwise = "The same error as the answer to the request itself counts the same; an error without "
					+ "these words counts as one of the poll, and the target is watched.")
	static void operationFailureAtItsEnd(StatementStage stage, Observation seen) {
		stage.push("v1");
		ImportOrder order = stage.order(":missing").tag(stage.repository() + ":v1");
		ImportTrace trace = order.run();
		seen.expect("the request", "is taken", trace.answer().status() < 300, trace.answer().status());
		seen.expect("the end", 400, trace.end().status());
		String begin = "Operation registries-%s failed. Resource %s ".formatted(order.requestId(),
				stage.customer().id());
		seen.expect("message", "begins with the operation and the target",
				trace.message().toLowerCase(Locale.ROOT).startsWith(begin.toLowerCase(Locale.ROOT)), trace.message());
	}

	@AzureStatement(id = "operation-limits-told",
			says = "The answer to an import says how many more writes are taken, as "
					+ "x-ms-ratelimit-remaining-subscription-writes.",
			evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "The service counts by itself, 200 writes and ten more each second, and waits when it is "
					+ "refused.")
	static void operationLimitsTold(StatementStage stage, Observation seen) {
		stage.order(stage.push("v1"), "v1").run((answer) -> {
			String left = answer.header("x-ms-ratelimit-remaining-subscription-writes").orElse("none");
			seen.expect("writes left", "is a number", left.matches("[0-9]+"), left);
		});
	}

	@AzureStatement(id = "operation-in-parallel",
			says = "Twenty imports into one registry at the same time are all taken, and all succeed.",
			evidence = Evidence.REPORTED, source = "https://github.com/dotnet/docker-tools/pull/2143",
			otherwise = "The number at once is halved by each refusal and grows again; what was refused is "
					+ "repeated after Retry-After (`throttled`).")
	static void operationInParallel(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		List<ImportTrace> twenty = parallel(stage, image, 20);
		seen.expect("of 20, not successful", List.of(), failed(twenty));
		seen.note("the longest took", longest(twenty));
		for (int more : stage.access().manyAtOnce()) {
			List<ImportTrace> traces = parallel(stage, image, more);
			List<String> failed = failed(traces);
			seen.note("of %d".formatted(more),
					"%d were not successful, the longest took %s".formatted(failed.size(), longest(traces)));
			failed.stream().findFirst().ifPresent((first) -> seen.note("the first of them:", first));
		}
	}

	private static List<ImportTrace> parallel(StatementStage stage, PushedImage image, int count) {
		List<Callable<ImportTrace>> orders = IntStream.range(0, count)
			.mapToObj((i) -> running(stage.order(image, "of-%d-%d".formatted(count, i))))
			.toList();
		List<ImportTrace> traces = new ArrayList<>();
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			for (Future<ImportTrace> one : executor.invokeAll(orders)) {
				traces.add(one.resultNow());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		return traces;
	}

	private static List<String> failed(List<ImportTrace> traces) {
		return traces.stream().filter((trace) -> !trace.succeeded()).map(ImportTrace::outcome).toList();
	}

	private static String longest(List<ImportTrace> traces) {
		return traces.stream().map(ImportTrace::time).max(Comparator.naturalOrder()).orElseThrow().toMillis() + " ms";
	}

	private static Callable<ImportTrace> running(ImportOrder order) {
		return order::run;
	}

	private static String path(String location) {
		return location.replaceFirst("\\?.*", "").replaceFirst(".*/operationResults/", "…/operationResults/");
	}

}
