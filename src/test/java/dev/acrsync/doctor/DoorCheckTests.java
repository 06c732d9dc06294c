package dev.acrsync.doctor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.doctor.Finding.FindingLevel;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledgerfigures.FigureWriter;
import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.rules.Rules;
import dev.acrsync.settings.EventGridAccess;
import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.TestSettings;
import dev.acrsync.settings.WebhookAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Event Grid sent last is told, whatever it was.
 */
class DoorCheckTests {

	private static final Source SOURCE = TestSettings.source("contoso", TestSettings.registry("contoso.azurecr.io"),
			new WebhookAccess(List.of(new Secret("0123456789abcdef")), Optional.empty(), false, 600, true,
					new EventGridAccess(Set.of("acr"), Optional.empty())),
			new Rules(List.of()));

	private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

	@TempDir
	Path directory;

	@Test
	void tellsOfTheLatestCall() throws Exception {
		try (TestLedger ledger = TestLedger.in(this.directory, Clock.systemUTC())) {
			assertThat(what(ledger)).startsWith("No event has come by Event Grid's subscription acr yet");
			call(ledger, "ping", 0);
			assertThat(what(ledger)).endsWith("yet: it was validated at 2026-01-01T00:00:00Z");
			call(ledger, "unreadable", 1);
			assertThat(what(ledger)).isEqualTo("What Event Grid sent last, at 2026-01-01T00:00:01Z, could not be read");
			call(ledger, "refused", 2);
			assertThat(what(ledger)).isEqualTo("What Event Grid sent last, at 2026-01-01T00:00:02Z, was not let in");
			call(ledger, "unreadable", 3);
			assertThat(what(ledger)).endsWith("00:00:03Z, could not be read");
			call(ledger, "event", 4);
			assertThat(look(ledger).level()).isEqualTo(FindingLevel.OK);
			assertThat(what(ledger)).isEqualTo("Event Grid sent its last event at 2026-01-01T00:00:04Z");
			call(ledger, "ping", 5);
			assertThat(what(ledger)).endsWith("00:00:04Z");
		}
	}

	private static void call(TestLedger ledger, String kind, int seconds) {
		SourceCalls calls = ledger.calls(Clock.fixed(BEGIN.plusSeconds(seconds), ZoneOffset.UTC));
		calls.called("contoso", "event-grid", kind);
		new FigureWriter(ledger.ledger(), ledger.jdbc(), List.of(calls)).write();
	}

	private static String what(TestLedger ledger) throws Exception {
		return look(ledger).what();
	}

	private static Finding look(TestLedger ledger) throws Exception {
		return new DoorCheck(ledger.calls(Clock.systemUTC())).of(SOURCE).question().call().getFirst();
	}

}
