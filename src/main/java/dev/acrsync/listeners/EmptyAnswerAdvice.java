package dev.acrsync.listeners;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * Makes a problem of what an endpoint refuses without a word, such as a part of the
 * health that there is not.
 */
@ControllerAdvice
class EmptyAnswerAdvice implements ResponseBodyAdvice<Object> {

	@Override
	public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converter) {
		return AbstractJacksonHttpMessageConverter.class.isAssignableFrom(converter);
	}

	@Override
	public @Nullable Object beforeBodyWrite(@Nullable Object body, MethodParameter returnType, MediaType contentType,
			Class<? extends HttpMessageConverter<?>> converter, ServerHttpRequest request,
			ServerHttpResponse response) {
		if (body == null && response instanceof ServletServerHttpResponse servlet) {
			HttpStatus status = HttpStatus.resolve(servlet.getServletResponse().getStatus());
			if (status != null && status.isError()) {
				response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
				return OperatorProblem.body(status, "There is nothing at this path");
			}
		}
		return body;
	}

}
