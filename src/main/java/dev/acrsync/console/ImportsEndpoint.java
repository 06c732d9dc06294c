package dev.acrsync.console;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.acrsync.database.DamagedRowException;
import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.listeners.OperatorProblem;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.records.ImportState;
import dev.acrsync.records.TroubleGroups;
import dev.acrsync.settings.Settings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Shows imports, and retries parked ones: {@code /actuator/imports}.
 */
@Component
@WebEndpoint(id = "imports")
class ImportsEndpoint {

	private static final int DEFAULT_LIMIT = 100;

	private static final int MAX_LIMIT = 1_000;

	private static final int PAGE = 200;

	private final ImportRecords records;

	private final Ledger ledger;

	private final Settings settings;

	private final TroubleGroups troubles;

	private final TroubleCures cures;

	ImportsEndpoint(ImportRecords records, Ledger ledger, Settings settings, TroubleGroups troubles) {
		this.records = records;
		this.ledger = ledger;
		this.settings = settings;
		this.troubles = troubles;
		this.cures = new TroubleCures(settings);
	}

	@ReadOperation
	ImportList imports(@Nullable String state, @Nullable String source, @Nullable String repository,
			@Nullable Integer limit) {
		int most = (limit != null) ? limit : DEFAULT_LIMIT;
		if (most < 1 || most > MAX_LIMIT) {
			throw invalid("limit is not a number from 1 to " + MAX_LIMIT);
		}
		Map<String, Long> counts = new TreeMap<>();
		this.records.counts().forEach((key, count) -> counts.put(key.label(), count));
		ImportRecords.FoundImports found = this.records.find(state(state), Optional.ofNullable(source),
				Optional.ofNullable(repository), most);
		if (found.records().isEmpty() && found.damaged().isEmpty()) {
			refuseUnknown(Optional.ofNullable(source));
		}
		return new ImportList(counts, found.records().stream().map(ImportView::of).toList(),
				found.damaged().stream().map((row) -> new DamagedImport(row.key(), row.getMessage())).toList());
	}

	@ReadOperation
	WebEndpointResponse<Object> one(@Selector String id) {
		try {
			return this.records.find(id)
				.map((record) -> new WebEndpointResponse<Object>(ImportView.of(record), WebEndpointResponse.STATUS_OK))
				.orElseGet(ImportsEndpoint::notFound);
		}
		catch (DamagedRowException ex) {
			return damaged(ex);
		}
	}

	@WriteOperation
	WebEndpointResponse<Object> retry(@Selector String id) {
		try {
			return this.records.find(id).map(this::retry).orElseGet(ImportsEndpoint::notFound);
		}
		catch (DamagedRowException ex) {
			return damaged(ex);
		}
		catch (LedgerUnavailableException ex) {
			return unavailable();
		}
	}

	private WebEndpointResponse<Object> retry(ImportRecord record) {
		int retried = this.ledger.retry(List.of(record));
		ImportView now = ImportView.of(this.records.find(record.id()).orElse(record));
		return (retried == 0)
				? OperatorProblem.of(HttpStatus.CONFLICT,
						"This import is neither failed nor gone, so there is nothing to retry", "item", now)
				: new WebEndpointResponse<>(now, WebEndpointResponse.STATUS_OK);
	}

	@WriteOperation
	WebEndpointResponse<Object> retryAll(String state, @Nullable String source, @Nullable String repository,
			@Nullable String code) {
		ImportState wanted = state(state).filter(ImportState::isRetryable)
			.orElseThrow(() -> invalid("state is neither 'failed' nor 'gone', so there is nothing to retry"));
		int retried = 0;
		List<String> ids = this.records.ids(wanted, Optional.ofNullable(source), Optional.ofNullable(repository),
				Optional.ofNullable(code));
		if (ids.isEmpty()) {
			refuseUnknown(Optional.ofNullable(source));
			refuseUnknownCode(Optional.ofNullable(code));
		}
		try {
			for (int from = 0; from < ids.size(); from += PAGE) {
				retried += this.ledger.retry(this.records.find(ids.subList(from, Math.min(from + PAGE, ids.size()))));
			}
			return new WebEndpointResponse<>(new RetriedImports(retried), WebEndpointResponse.STATUS_OK);
		}
		catch (LedgerUnavailableException ex) {
			return unavailable();
		}
	}

	/** One that the configuration had before may still have imports. */
	private void refuseUnknown(Optional<String> source) {
		source.filter((name) -> this.settings.source(name).isEmpty())
			.map((name) -> this.records.find(Optional.empty(), Optional.of(name), Optional.empty(), 1))
			.filter((found) -> found.records().isEmpty() && found.damaged().isEmpty())
			.ifPresent((_) -> {
				throw invalid("there is no source with this name: name one of "
						+ this.settings.sources().keySet().stream().sorted().toList());
			});
	}

	/** Azure has codes of its own. */
	private void refuseUnknownCode(Optional<String> code) {
		code.filter((it) -> !this.cures.know(it)).ifPresent((unknown) -> {
			Set<String> there = this.troubles.read()
				.stream()
				.map(TroubleGroups.TroubleGroup::code)
				.collect(Collectors.toCollection(TreeSet::new));
			if (!there.contains(unknown)) {
				throw invalid("there is no trouble with this code: "
						+ (there.isEmpty() ? "now there is none at all" : "those that there are now are " + there));
			}
		});
	}

	/**
	 * Tells whether there is anything to retry.
	 */
	boolean isAnyParked(Optional<String> source, Optional<String> code) {
		return !this.records.ids(ImportState.FAILED, source, Optional.empty(), code).isEmpty();
	}

	private static Optional<ImportState> state(@Nullable String label) {
		if (label == null || label.isEmpty()) {
			return Optional.empty();
		}
		return Optional.of(Arrays.stream(ImportState.values())
			.filter((state) -> state.label().equals(label))
			.findFirst()
			.orElseThrow(() -> invalid("state is none of "
					+ Arrays.stream(ImportState.values()).map(ImportState::label).collect(Collectors.joining(", ")))));
	}

	private static InvalidEndpointRequestException invalid(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

	private static WebEndpointResponse<Object> unavailable() {
		return OperatorProblem.of(HttpStatus.SERVICE_UNAVAILABLE, "The ledger cannot be written now: try again");
	}

	private static WebEndpointResponse<Object> damaged(DamagedRowException row) {
		return OperatorProblem.of(HttpStatus.INTERNAL_SERVER_ERROR, String.valueOf(row.getMessage()));
	}

	private static WebEndpointResponse<Object> notFound() {
		return OperatorProblem.of(HttpStatus.NOT_FOUND, "There is no import with this id");
	}

	/**
	 * The answer to a list. What is damaged is left out where nothing is.
	 */
	record ImportList(Map<String, Long> counts, List<ImportView> imports,
			@JsonInclude(JsonInclude.Include.NON_EMPTY) List<DamagedImport> damaged) {
	}

	/**
	 * An import that cannot be read.
	 */
	record DamagedImport(String id, String error) {
	}

	/**
	 * The answer to a retry of many.
	 */
	record RetriedImports(int retried) {
	}

}
