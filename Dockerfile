FROM python:3.11.14-slim-bookworm AS packages
COPY requirements.lock .
RUN python -m venv /packages \
    && /packages/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:3.11.14-slim-bookworm
RUN useradd --system --uid 10001 --create-home baton \
    && mkdir --parents /var/lib/baton \
    && chown baton /var/lib/baton
COPY --from=packages /packages /packages
WORKDIR /baton
COPY libs libs
COPY services services
COPY examples examples
RUN python -m compileall -q libs services
ENV PATH=/packages/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    BATON_HOST=0.0.0.0 BATON_PORT=8000 BATON_DATA=/var/lib/baton
USER baton
EXPOSE 8000
ENTRYPOINT ["python", "-m", "libs.client.cli"]
CMD ["--help"]
