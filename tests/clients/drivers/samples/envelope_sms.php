<?php
  $url     = '';
  $app_key = '<my app key>';
  $app_pwd = '<my app password>';

  $payload = <<<JSON
  {
     "from": "<caller ID>",
     "to": "<caller ID>",
     "message": "My First SMS."
  }
JSON;

  $data = array('json' => $payload);

  $ch = curl_init();
  curl_setopt($ch, CURLOPT_URL, $url);

  // authentication
  curl_setopt($ch, CURLOPT_USERPWD, "$app_key:$app_pwd");

  curl_setopt($ch, CURLOPT_POST, 1);
  curl_setopt($ch, CURLOPT_POSTFIELDS, $data);
  curl_setopt($ch, CURLOPT_HTTPHEADER, array('Content-Type: application/x-www-form-urlencoded'));
  curl_setopt($ch, CURLOPT_RETURNTRANSFER, 1);

  $result = curl_exec($ch);
  $info = curl_getinfo($ch, CURLINFO_HTTP_CODE);


  if($info == 200 || $info == 201) {
     $response = json_decode($result, true);
     $sms_id = $response['results']['data'][0]['resource_id'];
     echo "ID: $sms_id\n";
  } else {
     $error = array('http_code' => $info['http_code'], 'response' => $result);
     echo "Error: {$info['http_code']}\n";
     echo "Response body: $result\n";
  }
