"""What `bench.path` compares with: the same calls by the SDK and httpx, in one short script."""

import json
import os
import sys
import time

import httpx
from google import genai
from google.genai import types

env = os.environ
schema = json.loads(env["BENCH_SCHEMA"])
request = json.dumps({"context": {"repo": None}, "request": sys.argv[1]})
client = genai.Client(
    api_key=env["GEMINI_API_KEY"],
    http_options=types.HttpOptions(base_url=env["AEGIS_GEMINI_URL"], api_version="v1"),
)
declaration = types.FunctionDeclaration(
    name="submit_plan", description="Submit the plan.", parameters_json_schema=schema
)
calling = types.FunctionCallingConfig(mode=types.FunctionCallingConfigMode.ANY)
answer = client.models.generate_content(
    model="gemini-3.8-flash",
    contents=request,
    config=types.GenerateContentConfig(
        tools=[types.Tool(function_declarations=[declaration])],
        tool_config=types.ToolConfig(function_calling_config=calling),
    ),
)
call = answer.candidates[0].content.parts[0].function_call  # type: ignore[index,union-attr]
step = call.args["steps"][0]  # type: ignore[union-attr,index]
fields = {arg["name"]: arg["value"] for arg in step["args"]}

http = httpx.Client(timeout=30)
found = http.get(env["AEGIS_ISSUER"] + ".well-known/openid-configuration").json()
app = {"client_id": env["AEGIS_CLIENT_ID"]}
wanted = {"scope": "openid profile aegis:read aegis:write", "audience": env["AEGIS_AUDIENCE"]}
code = http.post(found["device_authorization_endpoint"], data={**app, **wanted}).json()
grant = {"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}
time.sleep(code["interval"])
poll = {**app, **grant, "device_code": code["device_code"]}
tokens = http.post(found["token_endpoint"], data=poll).json()
http.get(found["jwks_uri"]).json()
vault = {
    "grant_type": "urn:auth0:params:oauth:grant-type:token-exchange:"
    "federated-connection-access-token",
    "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
    "requested_token_type": "http://auth0.com/oauth/token-type/federated-connection-access-token",
    "subject_token": tokens["access_token"],
    "connection": env["AEGIS_CONNECTION"],
    "client_id": env["AEGIS_VAULT_CLIENT_ID"],
    "client_secret": env["AEGIS_VAULT_CLIENT_SECRET"],
}
github = http.post(found["token_endpoint"], data=vault).json()["access_token"]
url = f"{env['AEGIS_GITHUB_API']}/repos/{fields.pop('repo')}/issues"
issue = http.post(url, json=fields, headers={"authorization": f"Bearer {github}"}).json()
print(issue["html_url"])
