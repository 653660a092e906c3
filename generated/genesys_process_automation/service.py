"""What the runtime knows of this service."""

from __future__ import annotations

from ._runtime.service import Environment, Service

# fmt: off
_REGIONS: dict[str, str] = {
    "us_east_1": "mypurecloud.com", "eu_west_1": "mypurecloud.ie",
    "ap_southeast_2": "mypurecloud.com.au", "ap_northeast_1": "mypurecloud.jp",
    "eu_central_1": "mypurecloud.de", "us_west_2": "usw2.pure.cloud",
    "ca_central_1": "cac1.pure.cloud", "ap_northeast_2": "apne2.pure.cloud",
    "eu_west_2": "euw2.pure.cloud", "ap_south_1": "aps1.pure.cloud",
    "us_east_2": "use2.us-gov-pure.cloud", "sa_east_1": "sae1.pure.cloud",
    "me_central_1": "mec1.pure.cloud", "ap_northeast_3": "apne3.pure.cloud",
    "eu_central_2": "euc2.pure.cloud", "mx_central_1": "mxc1.pure.cloud",
    "ap_southeast_1": "apse1.pure.cloud", "eusc_de_east_1": "edee1.eusc-pure.cloud",
}
# fmt: on

SERVICE = Service(
    title="Genesys Cloud Process Automation",
    version="1.0.0",
    package=__package__ or "genesys_process_automation",
    models=f"{__package__}.models",
    base_url="https://api.mypurecloud.com",
    login_url="",
    regions=_REGIONS,
    default_region="us_east_1",
    api_host="https://api.{domain}",
    login_host="https://login.{domain}",
    token_path="/oauth/token",
    environment=Environment(
        client_id="GENESYSCLOUD_OAUTHCLIENT_ID",
        client_secret="GENESYSCLOUD_OAUTHCLIENT_SECRET",
        region="GENESYSCLOUD_REGION",
        access_token="GENESYSCLOUD_ACCESS_TOKEN",
    ),
    correlation_header="ININ-Correlation-Id",
    error_model="ErrorBody",
)
"""The service, as the clients use it."""
