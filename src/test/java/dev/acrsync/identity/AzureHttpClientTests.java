package dev.acrsync.identity;

import java.io.UncheckedIOException;
import java.time.Duration;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import dev.acrsync.sandbox.BadAnswer;
import dev.acrsync.sandbox.StandInIdentity;
import dev.acrsync.untrusted.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What comes of a bad answer of Azure, over real sockets.
 */
class AzureHttpClientTests {

	/** As Azure's libraries ask for it, so that the JDK would take it as it is. */
	private static final Context EAGERLY = new Context("azure-eagerly-read-response", true);

	private final StandInIdentity identity = new StandInIdentity(0, "assertion");

	private final HttpClient client = new AzureHttpClient(HttpClients.builder("test-"), Duration.ofSeconds(10),
			Duration.ofSeconds(2));

	@AfterEach
	void stop() {
		this.identity.close();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.INCLUDE, names = { "EMPTY_OBJECTS", "ENDLESS", "DEEP", "MANY_ITEMS", "GZIP_BOMB" })
	void takesNoMoreThanItHasTo(BadAnswer answer) {
		this.identity.answerBadly(answer);
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(this::ask)
			.withMessageContaining("more than 65536 bytes");
	}

	@Test
	void waitsForNoBodyThatDoesNotCome() {
		this.identity.answerBadly(BadAnswer.DRIPPING);
		assertThatThrownBy(this::ask).hasStackTraceContaining("TimeoutException");
	}

	@Test
	void takesNoHeaderOfAMebibyte() {
		this.identity.answerBadly(BadAnswer.LARGE_HEADER);
		assertThatThrownBy(this::ask).hasStackTraceContaining("ProtocolException");
	}

	@Test
	void keepsTheStatusOfALargeError() {
		this.identity.answerBadly(BadAnswer.LARGE_ERROR);
		HttpResponse response = ask();
		assertThat(response.getStatusCode()).isEqualTo(403);
		assertThat(response.getBodyAsBinaryData().toBytes()).hasSizeBetween(60_000, 66_000);
	}

	@Test
	void isWhatAzuresLibrariesFindByThemselves() {
		assertThat(HttpClient.createDefault()).isInstanceOf(AzureHttpClient.class);
	}

	private HttpResponse ask() {
		return this.client.sendSync(
				new HttpRequest(HttpMethod.GET, this.identity.metadataHost() + "/metadata/identity/oauth2/token"),
				EAGERLY);
	}

}
