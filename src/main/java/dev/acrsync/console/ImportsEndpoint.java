package dev.acrsync.console;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.acrsync.database.DamagedRowException;
import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.listeners.OperatorProblem;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.records.ImportState;
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

	ImportsEndpoint(ImportRecords records, Ledger ledger) {
		this.records = records;
		this.ledger = ledger;
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
